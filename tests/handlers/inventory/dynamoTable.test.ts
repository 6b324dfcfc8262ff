import assert from "node:assert/strict";
import fc from "fast-check";
import type { Server } from "../../../handlers/common/server";
import { decide } from "../../../handlers/inventory/decide";
import { dynamoTable } from "../../../handlers/inventory/dynamoTable";
import { passes } from "../../../handlers/inventory/filters";
import type { InventoryTable } from "../../../handlers/inventory/table";
import { sampleServers } from "../../../lab/sampleServers";
import { filters, parametersOf, servers } from "./arbitraries";
import { assertFull, pages, request } from "./calls";
import { fakeDynamo, itemOf } from "./fakeDynamo";

const signal = new AbortController().signal;

function asking(table: InventoryTable) {
  return async (query: Readonly<Record<string, string>>) => {
    const decision = decide(request({ query }), { origins: [] });
    assert.ok(decision.kind === "list", JSON.stringify(decision));
    return decision.respond(await table.page(decision.query, signal));
  };
}

function tableOf(
  all: readonly Server[],
  ends: readonly number[] = [1000],
  log: string[] = [],
): InventoryTable {
  return dynamoTable("servers", fakeDynamo(all.map(itemOf), ends, log));
}

describe("the inventory's table", () => {
  it("gives full pages wherever its scans end", async () => {
    const ends = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        servers,
        filters,
        fc.integer({ min: 1, max: 100 }),
        ends,
        async (all, asked, limit, sizes) => {
          const query = { ...parametersOf(asked), limit: String(limit) };
          const read = await pages(asking(tableOf(all, sizes)), query);
          assertFull(read, limit);
          assert.deepEqual(
            read.flat(),
            all.filter((server) => passes(server, asked)),
          );
        },
      ),
    );
  });

  it("reads one server more than a page has, and with filters as many as its memory bears", async () => {
    const calls = async (query: Readonly<Record<string, string>>): Promise<readonly string[]> => {
      const log: string[] = [];
      await asking(tableOf(sampleServers, [1000], log))(query);
      return log;
    };
    assert.deepEqual(await calls({ limit: "2" }), ["Scan of 3"]);
    assert.deepEqual(await calls({ limit: "2", account: "111111111111" }), ["Scan of 1000"]);
    assert.deepEqual(await calls({ limit: "2", alive: "0" }), ["Scan of 1000"]);
    assert.deepEqual(await calls({ limit: "2", service: "" }), ["Scan of 1000"]);
  });

  it("makes sure of the server that a page begins after, as it is now", async () => {
    const log: string[] = [];
    const table = tableOf(sampleServers, [1000], log);
    const rest = await table.page({ limit: 100, after: "1" }, signal);
    assert.deepEqual(rest, { servers: sampleServers.slice(1), more: false });
    assert.deepEqual(log, ["GetItem, consistent", "Scan of 101"]);
    assert.equal(await table.page({ limit: 100, after: "none" }, signal), "unknown-position");
    assert.deepEqual(log.slice(2), ["GetItem, consistent"]);
  });

  it("gives one server by one read, and tells by one whether it can be read", async () => {
    const log: string[] = [];
    const table = tableOf(sampleServers, [1000], log);
    assert.deepEqual(await table.get("2", signal), sampleServers[1]);
    assert.equal(await table.get("none", signal), undefined);
    await table.reach(signal);
    assert.deepEqual(log, ["GetItem", "GetItem", "Scan of 1"]);
  });
});
