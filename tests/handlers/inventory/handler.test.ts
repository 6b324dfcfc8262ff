import assert from "node:assert/strict";
import fc from "fast-check";
import { decide, type InventoryResponse } from "../../../handlers/inventory/decide";
import { requestOf, type ProxyEvent } from "../../../handlers/inventory/event";
import { inventoryHandler } from "../../../handlers/inventory/handler";
import { respondFrom } from "../../../handlers/inventory/onServers";
import { TableError, type InventoryTable } from "../../../handlers/inventory/table";
import type { LogEntry } from "../../../handlers/common/log";
import { sampleServers } from "../../../lab/sampleServers";
import { event, message } from "./calls";

const settings = { origins: ["https://a.example"], positionKey: "a key" };

/** Each read ends in this way. */
function failing(error: Error): InventoryTable {
  const fail = (): Promise<never> => Promise.reject(error);
  return { reach: fail, get: fail, page: fail };
}

const sampleTable: InventoryTable = {
  reach: () => Promise.resolve(),
  get: (id) => Promise.resolve(sampleServers.find((server) => server["instance-id"] === id)),
  page: ({ limit }) => Promise.resolve({ servers: sampleServers.slice(0, limit), more: false }),
};

async function call(
  from: ProxyEvent,
  table = sampleTable,
): Promise<{ readonly response: InventoryResponse; readonly lines: readonly LogEntry[] }> {
  const lines: LogEntry[] = [];
  const response = await inventoryHandler(table, settings, (line) => lines.push(line))(from);
  return { response, lines };
}

const paths = ["/", "/srv", "/srv/1"];

describe("the inventory handler", () => {
  it("answers from the table what is decided without it", async () => {
    for (const path of [...paths, "/srv/none", "/none"]) {
      const from = event(path);
      const expected = respondFrom(sampleServers, decide(requestOf(from), settings));
      assert.deepEqual((await call(from)).response, expected);
    }
  });

  it("answers 503 where the table fails, and logs what AWS called it", async () => {
    for (const path of paths) {
      const headers = { Origin: "https://a.example" };
      const { response, lines } = await call(
        event(path, { headers }),
        failing(new TableError("ThrottlingException")),
      );
      assert.equal(response.statusCode, 503);
      assert.equal(response.headers["Retry-After"], "5");
      assert.equal(response.headers["Access-Control-Allow-Origin"], "https://a.example");
      assert.equal(lines.length, 1);
      const { level, status, cause, failure } = lines[0] ?? {};
      assert.deepEqual(
        { level, status, cause, failure },
        { level: "warn", status: 503, cause: "table", failure: "ThrottlingException" },
      );
    }
  });

  it("answers 500 where it is wrong itself, with neither message nor stack", async () => {
    const coded = Object.assign(new Error("secret detail"), { code: "ERR_MADE_UP" });
    const wrong: readonly (readonly [Error, string])[] = [
      [new TypeError("secret detail"), "TypeError"],
      [coded, "ERR_MADE_UP"],
    ];
    for (const [error, name] of wrong) {
      const { response, lines } = await call(event("/srv/1"), failing(error));
      assert.equal(response.statusCode, 500);
      assert.equal(message(response), "The inventory failed to answer; its log says more");
      assert.equal(lines[0]?.["level"], "error");
      assert.equal(lines[0]["failure"], name);
      assert.doesNotMatch(JSON.stringify([response, lines]), /secret detail|stack|\.ts/);
    }
  });

  it("answers 503 where the table takes longer than the function has", async () => {
    for (const path of paths) {
      const times: number[] = [];
      const lines: LogEntry[] = [];
      const end = new AbortController();
      const timer = (milliseconds: number): AbortSignal => {
        times.push(milliseconds);
        return end.signal;
      };
      /** Fails as the SDK does once it is told to end. */
      const silent = (signal: AbortSignal): Promise<never> =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(new TableError("AbortError"));
          });
          end.abort();
        });
      const table = {
        reach: silent,
        get: (_id: string, signal: AbortSignal) => silent(signal),
        page: (_query: unknown, signal: AbortSignal) => silent(signal),
      };
      const handler = inventoryHandler(table, settings, (line) => lines.push(line), timer);
      assert.equal((await handler(event(path))).statusCode, 503);
      assert.equal(lines[0]?.["failure"], "AbortError");
      assert.deepEqual(times, [8000], "the function itself has 10 seconds");
    }
  });

  it("logs one line a call with its shape", async () => {
    const began = performance.now();
    const { lines } = await call(event("/srv/1"));
    const passed = performance.now() - began;
    assert.equal(lines.length, 1);
    const { ms, ...line } = lines[0] ?? {};
    assert.ok(typeof ms === "number" && ms >= 0 && ms <= passed + 0.1);
    assert.deepEqual(line, {
      level: "info",
      message: "answered",
      requestId: "4f6c1a52-8a3e-4a0e-9f53-0c7d1c1d6d11",
      method: "GET",
      resource: "/srv/{srvid}",
      status: 200,
    });
    const [other] = (await call(event("/personal", { httpMethod: "PERSONAL" }))).lines;
    assert.deepEqual([other?.["method"], other?.["resource"]], ["other", "other"]);
  });

  it("logs nothing that the caller sent or is", async () => {
    const mark = fc.stringMatching(/^[a-z]{4}$/).map((text) => `private-${text}`);
    const marked = fc.record({
      httpMethod: fc.oneof(fc.constantFrom("GET", "OPTIONS"), mark),
      path: fc.oneof(
        fc.constantFrom("/", "/srv"),
        mark.map((text) => `/srv/${text}`),
        mark,
      ),
      names: mark,
      text: mark,
    });
    const tables = [
      sampleTable,
      failing(new TableError("TimeoutError")),
      failing(new Error("private-message")),
    ];
    await fc.assert(
      fc.asyncProperty(
        marked,
        fc.constantFrom(...tables),
        async ({ httpMethod, path, names, text }, table) => {
          const values = { [names]: text, limit: text, next: text, account: text };
          const from = event(path, {
            httpMethod,
            headers: {
              ...values,
              Origin: text,
              "X-Api-Key": text,
              "X-Forwarded-For": text,
              "User-Agent": text,
            },
            queryStringParameters: values,
            requestContext: {
              requestId: "1",
              ...{ identity: { sourceIp: text, apiKey: text, userAgent: text, vpcId: text } },
            },
            body: text,
          });
          const { lines } = await call(from, table);
          assert.equal(lines.length, 1);
          assert.doesNotMatch(JSON.stringify(lines), /private-/);
        },
      ),
    );
  });
});

describe("the event of API Gateway", () => {
  const pathOf = (over: Partial<ProxyEvent>): string => requestOf({ ...event("/srv"), ...over }).path;

  it("names the path below the stage, also behind a custom domain's base path", () => {
    assert.equal(pathOf({ path: "/base/srv", resource: "/srv" }), "/srv");
    assert.equal(pathOf({ path: "/base", resource: "/" }), "/");
    const server = { resource: "/srv/{srvid}", pathParameters: { srvid: "1" } };
    assert.equal(pathOf({ path: "/base/srv/1", ...server }), "/srv/1");
    assert.equal(pathOf({ path: "/other", resource: "/{proxy+}" }), "/other");
  });

  it("is decoded once", () => {
    const id = (srvid: string): string => pathOf({ resource: "/srv/{srvid}", pathParameters: { srvid } });
    assert.equal(id("a%20b"), "/srv/a b");
    assert.equal(id("a%2Fb"), "/srv/a/b");
    assert.equal(id("a%2520b"), "/srv/a%20b");
    assert.equal(id("100%"), "/srv/100%");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
        assert.equal(id(encodeURIComponent(text)), `/srv/${text}`);
      }),
    );
  });

  it("may lack whatever API Gateway leaves out", () => {
    const bare = { httpMethod: "GET", path: "/srv" };
    const read = { method: "GET", path: "/srv", query: {}, origin: undefined };
    assert.deepEqual(requestOf(bare), read);
    const nulls = { headers: null, queryStringParameters: null, pathParameters: null };
    assert.deepEqual(requestOf({ ...bare, ...nulls }), read);
    const empty = { ...bare, queryStringParameters: { limit: undefined, alive: "1" } };
    assert.deepEqual(requestOf(empty).query, { alive: "1" });
  });

  it("has headers in any case", () => {
    for (const name of ["origin", "Origin", "ORIGIN"]) {
      assert.equal(
        requestOf(event("/srv", { headers: { Via: "x", [name]: "https://a.example" } })).origin,
        "https://a.example",
      );
    }
  });
});
