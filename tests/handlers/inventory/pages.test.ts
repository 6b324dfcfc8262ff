import assert from "node:assert/strict";
import fc from "fast-check";
import type { Server } from "../../../handlers/common/server";
import { decide } from "../../../handlers/inventory/decide";
import { passes } from "../../../handlers/inventory/filters";
import { respondFrom } from "../../../handlers/inventory/onServers";
import { positionAfter, positionIn, type Position } from "../../../handlers/inventory/position";
import { filters, parametersOf, servers } from "./arbitraries";
import { assertFull, list, pages, request } from "./calls";

const settings = { origins: [] };

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
    const alike = [
      `${genuine}=`,
      `${genuine} `,
      ` ${genuine}`,
      `${genuine}.`,
      Buffer.from(JSON.stringify(["i-1", 1, null, null])).toString("base64url"),
      Buffer.from(JSON.stringify(["i-1", 1, null, null, null, null])).toString("base64url"),
      Buffer.from('["i-1", 1, null, null, null]').toString("base64url"),
      Buffer.from(JSON.stringify([["i-1"], 1, null, null, null])).toString("base64url"),
      Buffer.from(JSON.stringify(["i-1", true, null, null, null])).toString("base64url"),
      Buffer.from(JSON.stringify(["i-1", 0, null, null, null])).toString("base64url"),
      Buffer.from(JSON.stringify({ 0: "i-1" })).toString("base64url"),
    ];
    for (const next of alike) assert.equal(asking(all)({ next }).statusCode, 400, next);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(asPosition)), (next) => {
        const { statusCode } = asking(all)({ next });
        const given = all.map((server) => positionAfter(shown(server["instance-id"]), {}));
        assert.equal(statusCode, given.includes(next) ? 200 : 400);
      }),
    );
  });

  it("refuse a position whose server there is not", () => {
    const next = positionAfter(shown("i-1"), {});
    assert.equal(asking([shop, gone])({ next }).statusCode, 200);
    assert.equal(asking([gone])({ next }).statusCode, 400);
    for (const id of ["", "x".repeat(2049)])
      assert.equal(positionIn(positionAfter(shown(id), {}), {}), undefined);
  });

  it("refuse a position whose server does not pass the filters, or does so no more", () => {
    const of = (id: string): string => positionAfter(shown(id), { alive: 1 });
    assert.equal(asking([shop, gone])({ alive: "1", next: of("i-1") }).statusCode, 200);
    assert.equal(asking([shop, gone])({ alive: "1", next: of("i-2") }).statusCode, 400);
    assert.equal(asking([{ ...shop, alive: 0 }, gone])({ alive: "1", next: of("i-1") }).statusCode, 400);
  });

  it("give positions that a URL need not escape and that name what they were made for", () => {
    fc.assert(
      fc.property(servers, filters, fc.boolean(), (all, asked, isShown) => {
        for (const server of all) {
          const position = { id: server["instance-id"], isShown };
          const text = positionAfter(position, asked);
          assert.match(text, /^[A-Za-z0-9_-]+$/);
          assert.deepEqual(positionIn(text, asked), position);
        }
      }),
    );
  });
});

const shown = (id: string): Position => ({ id, isShown: true });

function asPosition(json: string): string {
  return Buffer.from(json).toString("base64url");
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
