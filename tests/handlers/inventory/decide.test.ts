import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decide,
  failed,
  unavailable,
  type InventoryRequest,
  type InventorySettings,
} from "../../../handlers/inventory/decide";
import { respondFrom } from "../../../handlers/inventory/onServers";
import { sampleServers } from "../../../lab/sampleServers";
import { message, request } from "./calls";

const positionKey = "a key";
const none = { origins: [], positionKey };
const one = { origins: ["https://a.example"], positionKey };
const several = { origins: ["https://a.example", "https://b.example"], positionKey };
const all = { origins: ["*"], positionKey };

function answer(over: Partial<InventoryRequest>, settings: InventorySettings = none) {
  return respondFrom(sampleServers, decide(request(over), settings));
}

describe("the inventory API", () => {
  it("says on its root that it works, and what it publishes", () => {
    assert.deepEqual(answer({ path: "/" }), {
      statusCode: 200,
      headers: { "Content-Type": "application/json" },
      body: '{"status":"ok","paths":["/srv","/srv/{srvid}"]}',
    });
  });

  it("reads the table for each of its paths, and for no other call", () => {
    const kind = (over: Partial<InventoryRequest>): string => decide(request(over), all).kind;
    assert.equal(kind({ path: "/" }), "reach");
    assert.equal(kind({ path: "/srv" }), "list");
    assert.equal(kind({ path: "/srv/1" }), "get");
    assert.equal(kind({ path: "/srv", query: { limit: "x" } }), "answer");
    assert.equal(kind({ path: "/srv", method: "OPTIONS" }), "answer");
    assert.equal(kind({ path: "/srv", method: "HEAD" }), "answer");
    assert.equal(kind({ path: "/other" }), "answer");
  });

  it("shows a server with exactly its keys, in the order that readers know", () => {
    const { statusCode, body } = answer({ path: "/srv/1" });
    assert.equal(statusCode, 200);
    assert.deepEqual(JSON.parse(body), sampleServers[0]);
    assert.deepEqual(Object.keys(JSON.parse(body) as object), [
      ...["aws_account_id", "aws_account_name", "instance-id", "os", "version", "ip"],
      ...["name", "service", "role", "alive", "etc"],
    ]);
  });

  it("says in JSON that there is no such server, and names it", () => {
    const response = answer({ path: '/srv/a "b"' });
    assert.equal(response.statusCode, 404);
    assert.equal(response.headers["Content-Type"], "application/json");
    assert.equal(message(response), 'No server "a \\"b\\""');
  });

  it("does not ask the table for an id that no key can be", () => {
    assert.equal(decide(request({ path: `/srv/${"x".repeat(2048)}` }), none).kind, "get");
    for (const id of ["x".repeat(2049), "\u{1F5A5}".repeat(513)]) {
      const decision = decide(request({ path: `/srv/${id}` }), none);
      assert.ok(decision.kind === "answer" && decision.response.statusCode === 404);
    }
  });

  it("has no other path", () => {
    for (const path of ["", "/srv/", "/SRV", "/srvs", "srv", "//"]) {
      const response = answer({ path });
      assert.equal(response.statusCode, 404, path);
      assert.equal(message(response), `No path ${JSON.stringify(path)}`);
    }
  });

  it("takes GET alone, and OPTIONS for browsers", () => {
    for (const path of ["/", "/srv", "/srv/1"]) {
      for (const method of ["HEAD", "POST", "DELETE", "get", "OPTIONS"]) {
        const response = answer({ path, method });
        assert.equal(response.statusCode, 405, method);
        assert.equal(response.headers["Allow"], "GET");
      }
      assert.equal(answer({ path, method: "PUT" }, one).headers["Allow"], "GET,OPTIONS");
      assert.equal(answer({ path, method: "OPTIONS" }, one).statusCode, 200);
    }
    assert.equal(answer({ path: "/other", method: "OPTIONS" }, one).statusCode, 404);
  });

  it("answers a preflight without a body", () => {
    const preflight = { path: "/srv/1", method: "OPTIONS", origin: "https://a.example" };
    const allowed = {
      "Access-Control-Allow-Methods": "GET,OPTIONS",
      "Access-Control-Allow-Headers": "authorization,content-type,x-api-key",
      "Access-Control-Max-Age": "7200",
    };
    assert.deepEqual(answer(preflight, one), {
      statusCode: 200,
      headers: { "Access-Control-Allow-Origin": "https://a.example", Vary: "Origin", ...allowed },
      body: "",
    });
    assert.deepEqual(answer(preflight, several).headers, {
      "Access-Control-Allow-Origin": "https://a.example",
      Vary: "Origin",
      ...allowed,
    });
    assert.deepEqual(answer(preflight, all).headers, { "Access-Control-Allow-Origin": "*", ...allowed });
    const other = { ...preflight, origin: "https://a.exam" };
    assert.deepEqual(answer(other, one), { statusCode: 200, headers: { Vary: "Origin" }, body: "" });
    assert.deepEqual(answer(other, several).headers, { Vary: "Origin" });
  });

  it("lets pages of the configured origins read whatever it answers, and no others", () => {
    const origins = fc.constantFrom(
      "https://a.example",
      "https://b.example",
      "https://a.exam",
      "https://a.example.org",
      "HTTPS://A.EXAMPLE",
      "null",
      "*",
    );
    const calls: readonly Partial<InventoryRequest>[] = [
      { path: "/" },
      { path: "/srv" },
      { path: "/srv", query: { limit: "0" } },
      { path: "/srv", query: { next: "forged" } },
      { path: "/srv/1" },
      { path: "/srv/none" },
      { path: "/none" },
      { path: "/srv", method: "OPTIONS" },
      { path: "/srv", method: "PUT" },
    ];
    fc.assert(
      fc.property(
        fc.uniqueArray(origins),
        fc.option(origins, { nil: undefined }),
        fc.constantFrom(...calls),
        (configured, origin, call) => {
          const settings = { origins: configured, positionKey };
          const asked = request({ ...call, origin });
          const responses = [answer(asked, settings), unavailable(asked, settings), failed(asked, settings)];
          const star = configured.includes("*");
          const expected = star ? "*" : configured.find((known) => known === origin);
          for (const { headers } of responses) {
            assert.equal(headers["Access-Control-Allow-Origin"], expected);
            assert.equal(headers["Vary"], !star && configured.length > 0 ? "Origin" : undefined);
          }
        },
      ),
    );
  });

  it("refuses parameters that it cannot follow", () => {
    const refused: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      ...["0", "-1", "101", "1.5", "1e1", "050", "", " 1", "0x10", "ten", "1000"].map(
        (limit) => [{ limit }, /^`limit` is a whole number from 1 to 100$/] as const,
      ),
      ...["", "2", "true", "01"].map((alive) => [{ alive }, /^`alive` is 1 for/] as const),
      ...["", "x", "W10", "bnVsbA"].map((next) => [{ next }, /^`next` was not given by this API/] as const),
      [{ Limit: "1" }, /^There is no parameter "Limit": a list takes limit, next, account, service, alive$/],
      [{ os: "Linux" }, /^There is no parameter "os"/],
    ];
    for (const [query, expected] of refused) {
      const response = answer({ query });
      assert.equal(response.statusCode, 400, JSON.stringify(query));
      assert.match(message(response), expected);
    }
  });

  it("tells when to come again where the table does not answer, and no more where this code is wrong", () => {
    const busy = unavailable(request(), none);
    assert.equal(busy.statusCode, 503);
    assert.deepEqual(busy.headers, {
      "Content-Type": "application/json",
      "Retry-After": "5",
      "Access-Control-Expose-Headers": "Retry-After",
    });
    assert.match(message(busy), /try again in 5 seconds$/);
    const wrong = failed(request(), none);
    assert.equal(wrong.statusCode, 500);
    assert.deepEqual(wrong.headers, { "Content-Type": "application/json" });
    assert.equal(message(wrong), "The inventory failed to answer; its log says more");
  });
});
