import assert from "node:assert/strict";
import fc from "fast-check";
import type { Server } from "../../../handlers/common/server";
import { decide } from "../../../handlers/inventory/decide";
import { passes } from "../../../handlers/inventory/filters";
import { respondFrom } from "../../../handlers/inventory/onServers";
import { positionAfter, positionIn } from "../../../handlers/inventory/position";
import { filters, parametersOf, servers } from "./arbitraries";
import { assertFull, list, pages, request } from "./calls";

const positionKey = "a key";
const settings = { origins: [], positionKey };

function asking(all: readonly Server[]) {
  return (query: Readonly<Record<string, string>>) => respondFrom(all, decide(request({ query }), settings));
}

describe("the pages of a list", () => {
  it("are together the servers that pass the filters, each once, whatever their size", async () => {
    await fc.assert(
      fc.asyncProperty(servers, filters, fc.integer({ min: 1, max: 100 }), async (all, asked, limit) => {
        const read = await pages(asking(all), { ...parametersOf(asked), limit: String(limit) });
        assertFull(read, limit);
        assert.deepEqual(
          read.flat(),
          all.filter((server) => passes(server, asked)),
        );
      }),
    );
  });

  it("have 50 servers unless asked otherwise", () => {
    const many = Array.from({ length: 51 }, (_, index) => ({ ...sample, "instance-id": String(index) }));
    assert.equal(list(asking(many)({})).servers.length, 50);
    assert.equal(list(asking(many.slice(1))({})).next, null);
    assert.equal(list(asking(many)({ limit: "100" })).servers.length, 51);
  });

  it("are filtered by the account's id or name, the service, and whether the server still is", () => {
    const ids = (query: Readonly<Record<string, string>>) =>
      list(asking([shop, gone, sample])(query)).servers.map((server) => server["instance-id"]);
    assert.deepEqual(ids({}), ["i-1", "i-2", "1"]);
    assert.deepEqual(ids({ account: "111111111111" }), ["i-1", "i-2"]);
    assert.deepEqual(ids({ account: "shared" }), ["i-1", "i-2"]);
    assert.deepEqual(ids({ account: "" }), ["1"]);
    assert.deepEqual(ids({ service: "shop" }), ["i-1"]);
    assert.deepEqual(ids({ alive: "0" }), ["i-2"]);
    assert.deepEqual(ids({ alive: "1" }), ["i-1", "1"]);
    assert.deepEqual(ids({ alive: "0", service: "shop" }), []);
  });

  it("go on only with what they gave themselves, for the same filters", () => {
    fc.assert(
      fc.property(servers, filters, filters, fc.integer({ min: 1, max: 5 }), (all, asked, others, limit) => {
        const size = { limit: String(limit) };
        const { next } = list(asking(all)({ ...parametersOf(asked), ...size }));
        if (next === null) return;
        const { statusCode } = asking(all)({ ...parametersOf(others), ...size, next });
        const same = JSON.stringify(parametersOf(asked)) === JSON.stringify(parametersOf(others));
        assert.equal(statusCode, same ? 200 : 400);
      }),
    );
  });

  it("refuse a position of each other filter", () => {
    const all = [shop, { ...shop, "instance-id": "i-3" }];
    const asked = { account: "shared", service: "shop", alive: "1" };
    const next = list(asking(all)({ ...asked, limit: "1" })).next ?? "";
    assert.equal(asking(all)({ ...asked, next }).statusCode, 200);
    const others = [{ account: "111111111111" }, { service: "batch" }, { alive: "0" }];
    for (const other of others) assert.equal(asking(all)({ ...asked, ...other, next }).statusCode, 400);
    for (const name of Object.keys(asked)) {
      const fewer = Object.fromEntries(Object.entries(asked).filter(([key]) => key !== name));
      assert.equal(asking(all)({ ...fewer, next }).statusCode, 400, name);
    }
  });

  it("refuse every other text, also one that decodes to the same", () => {
    const all = [shop, gone, sample];
    const genuine = list(asking(all)({ limit: "1" })).next ?? "";
    assert.equal(asking(all)({ next: genuine }).statusCode, 200);
    const [named = "", signature = ""] = genuine.split(".");
    const alike = [
      `${genuine}=`,
      `${genuine} `,
      ` ${genuine}`,
      `${genuine}.`,
      named,
      `${named}.`,
      `.${signature}`,
      `${encoded("i-2")}.${signature}`,
      positionAfter("i-1", {}, "another key"),
      positionAfter("i-1", { alive: 1 }, positionKey),
      encoded(JSON.stringify(["i-1", null, null, null])),
    ];
    for (const next of alike) assert.equal(asking(all)({ next }).statusCode, 400, next);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(encoded)), (next) => {
        assert.equal(asking(all)({ next }).statusCode, 400);
      }),
    );
  });

  it("refuse a position of which any one character is another", () => {
    const genuine = positionAfter("i-1", {}, positionKey);
    fc.assert(
      fc.property(fc.nat(genuine.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (index, other) => {
        fc.pre(genuine[index] !== other);
        const next = `${genuine.slice(0, index)}${other}${genuine.slice(index + 1)}`;
        assert.equal(asking([shop, gone])({ next }).statusCode, 400, next);
      }),
    );
  });

  it("go on behind a server that passes the filters no more", () => {
    const { next } = list(asking([shop, { ...shop, "instance-id": "i-3" }])({ alive: "1", limit: "1" }));
    const later = list(asking([{ ...shop, alive: 0 }, sample])({ alive: "1", next: next ?? "" }));
    assert.deepEqual(later.servers, [sample]);
  });

  it("give positions that a URL need not escape and that name what they were made for", () => {
    fc.assert(
      fc.property(servers, filters, (all, asked) => {
        for (const { "instance-id": id } of all) {
          const text = positionAfter(id, asked, positionKey);
          assert.match(text, /^[A-Za-z0-9_.-]+$/);
          assert.equal(positionIn(text, asked, positionKey), id);
        }
      }),
    );
    for (const id of ["", "x".repeat(2049)])
      assert.equal(positionIn(positionAfter(id, {}, positionKey), {}, positionKey), undefined);
  });
});

function encoded(text: string): string {
  return Buffer.from(text).toString("base64url");
}

const sample: Server = {
  aws_account_id: "",
  aws_account_name: "",
  "instance-id": "1",
  os: "",
  version: "",
  ip: "",
  name: "",
  service: "",
  role: "",
  alive: 1,
  etc: "",
};

const shop: Server = {
  ...sample,
  aws_account_id: "111111111111",
  aws_account_name: "shared",
  "instance-id": "i-1",
  service: "shop",
};

const gone: Server = { ...shop, "instance-id": "i-2", service: "batch", alive: 0 };
