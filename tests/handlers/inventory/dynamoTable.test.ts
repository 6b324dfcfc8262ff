import assert from "node:assert/strict";
import fc from "fast-check";
import type { Server } from "../../../handlers/common/server";
import { decide } from "../../../handlers/inventory/decide";
import { dynamoClient, dynamoTable } from "../../../handlers/inventory/dynamoTable";
import { passes } from "../../../handlers/inventory/filters";
import { respondFrom } from "../../../handlers/inventory/onServers";
import type { InventoryTable } from "../../../handlers/inventory/table";
import { sampleServers } from "../../../lab/sampleServers";
import { filters, parametersOf, servers } from "./arbitraries";
import { assertFull, idsOf, pages, request } from "./calls";
import { fakeDynamo, itemOf } from "./fakeDynamo";

/** As many as a page may take. */
const mostScans = 20;

const gone: Server = { ...(sampleServers[0] ?? assert.fail("no sample")), alive: 0 };

const signal = new AbortController().signal;

function asking(table: InventoryTable) {
  return async (query: Readonly<Record<string, string>>) => {
    const decision = decide(request({ query }), { origins: [], positionKey: "a key" });
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
  it("gives each server that passes once wherever its scans end, in full pages unless these are many", async () => {
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
          // A scan of one server each, and one more to see that none is left.
          if (all.length < mostScans) assertFull(read, limit);
          for (const page of read) assert.ok(page.length <= limit);
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

  it("begins a page after the server that it is told", async () => {
    const log: string[] = [];
    const rest = await tableOf(sampleServers, [1000], log).page({ limit: 100, after: "1" }, signal);
    assert.deepEqual(rest, { servers: sampleServers.slice(1), more: false });
    assert.deepEqual(log, ["Scan of 101"]);
  });

  it("ends a page after 20 scans, and goes on behind the last server that it read", async () => {
    const all = Array.from({ length: 50 }, (_, index) => ({
      ...gone,
      "instance-id": String(index),
      alive: index % 25 === 19 ? (1 as const) : (0 as const),
    }));
    const log: string[] = [];
    const ask = asking(tableOf(all, [1], log));
    const read = await pages(ask, { alive: "1", limit: "5" });
    assert.deepEqual(read.map(idsOf), [["19"], [], ["44"]]);
    assert.deepEqual(
      log,
      Array.from({ length: 51 }, () => "Scan of 1000"),
    );
    const whole = await pages(
      (query) => respondFrom(all, decide(request({ query }), { origins: [], positionKey: "a key" })),
      {
        alive: "1",
        limit: "5",
      },
    );
    assert.deepEqual(read.flat(), whole.flat());
  });

  it("gives a silent table little time", async () => {
    const { config } = dynamoClient();
    assert.equal(await config.maxAttempts(), 3);
    // What the handler was given: its public account of it is empty until the first request.
    const given: unknown = await Reflect.get(config.requestHandler, "configProvider");
    assert.deepEqual(
      ["connectionTimeout", "requestTimeout", "throwOnRequestTimeout"].map((name): unknown =>
        Reflect.get(Object(given) as object, name),
      ),
      [1000, 2000, true],
    );
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
