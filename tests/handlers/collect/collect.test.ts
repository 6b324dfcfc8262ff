import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { collect, type Answer, type Ports } from "../../../handlers/collect/collect";
import type { Change } from "../../../handlers/collect/difference";
import { Problem } from "../../../handlers/collect/problem";
import type { Source } from "../../../handlers/collect/sources";
import { collected, knownOf, machine, seoul } from "./samples";

const virginia: Source = { ...seoul, region: "us-east-1" };
const denied = (step: "role" | "tableRead" | "tableWrite") =>
  new Problem(step, Object.assign(new Error(), { name: "AccessDenied" }));

/** A world with two servers in each region and an empty table, but for what is given. */
function world(given: Partial<Ports> = {}) {
  const written: Change[] = [];
  const ports: Ports = {
    known: () => Promise.resolve(knownOf([])),
    read: ({ region }) => Promise.resolve(twoOf(region)),
    write: (change) => {
      written.push(change);
      return Promise.resolve(true);
    },
    ...given,
  };
  return { ports, written };
}

const twoOf = (region: string): Answer => ({
  reading: { machines: [machine({ id: `i-${region}-1` }), machine({ id: `i-${region}-2` })], nodes: [] },
});

const fine = (region: string) => ({ account: "shop", region, ok: true, servers: 2, changed: 2, gone: 0 });

describe("collect", () => {
  it("writes what differs and counts it by source", async () => {
    const gone = collected({ "instance-id": "i-9" });
    const { ports, written } = world({ known: () => Promise.resolve(knownOf([gone])) });
    const { result, tableProblem } = await collect([seoul, virginia], ports);
    assert.deepEqual(result, {
      sources: [{ ...fine(seoul.region), gone: 1 }, fine("us-east-1")],
      failed: 0,
    });
    assert.equal(tableProblem, undefined);
    assert.deepEqual(written.map(({ item }) => item["instance-id"]).sort(), [
      "i-9",
      "i-ap-northeast-2-1",
      "i-ap-northeast-2-2",
      "i-us-east-1-1",
      "i-us-east-1-2",
    ]);
  });

  it("asks nobody where there is nothing to collect", async () => {
    const { ports } = world({ known: () => Promise.reject(new Error("asked")) });
    assert.deepEqual((await collect([], ports)).result, { sources: [], failed: 0 });
  });

  it("leaves the servers of a source that fails as they were, and goes on with the others", async () => {
    const before = collected({ "instance-id": "i-9" });
    const { ports, written } = world({
      known: () => Promise.resolve(knownOf([before])),
      read: ({ region }) =>
        region === seoul.region ? Promise.reject(denied("role")) : Promise.resolve(twoOf(region)),
    });
    const { result, tableProblem } = await collect([seoul, virginia], ports);
    assert.deepEqual(result, {
      sources: [
        {
          account: "shop",
          region: seoul.region,
          ok: false,
          servers: 0,
          changed: 0,
          gone: 0,
          problem: denied("role").message,
        },
        fine("us-east-1"),
      ],
      failed: 1,
    });
    assert.equal(tableProblem, undefined);
    assert.equal(written.length, 2);
  });

  it("says what could not be read though the rest is of use", async () => {
    const { ports } = world({
      read: ({ region }) => Promise.resolve({ ...twoOf(region), problem: "no SSM" }),
    });
    assert.deepEqual((await collect([seoul], ports)).result, {
      sources: [{ ...fine(seoul.region), problem: "no SSM" }],
      failed: 0,
    });
  });

  it("counts what was written before the table failed, and says that it did", async () => {
    let left = 1;
    const { ports } = world({
      write: () => (left-- > 0 ? Promise.resolve(true) : Promise.reject(denied("tableWrite"))),
    });
    const { result, tableProblem } = await collect([seoul], ports);
    const problem = denied("tableWrite").message;
    assert.equal(tableProblem, problem);
    assert.deepEqual(result, {
      sources: [{ ...fine(seoul.region), ok: false, changed: 1, problem }],
      failed: 1,
    });
  });

  it("does not count what turned out to be somebody else's", async () => {
    const { ports } = world({ write: ({ item }) => Promise.resolve(item["instance-id"].endsWith("1")) });
    assert.equal((await collect([seoul], ports)).result.sources[0]?.changed, 1);
  });

  it("ends where the table cannot be read", async () => {
    const { ports } = world({ known: () => Promise.reject(denied("tableRead")) });
    await assert.rejects(collect([seoul], ports), denied("tableRead"));
  });

  it("names an unforeseen failure without its message", async () => {
    const { ports } = world({ read: () => Promise.reject(new TypeError("secret")) });
    const problem = (await collect([seoul], ports)).result.sources[0]?.problem;
    assert.equal(problem, "Something unforeseen went wrong (TypeError)");
  });

  it("reads eight sources at once and no more, and tells them in their order", async () => {
    let [running, most] = [0, 0];
    const sources = Array.from({ length: 20 }, (_, index): Source => ({ ...seoul, region: `r-${index}` }));
    const { ports } = world({
      read: async ({ region }) => {
        most = Math.max(most, ++running);
        await pause(region.length);
        running--;
        return twoOf(region);
      },
    });
    const { result } = await collect(sources, ports);
    assert.equal(most, 8);
    assert.deepEqual(
      result.sources.map(({ region }) => region),
      sources.map(({ region }) => region),
    );
  });
});
