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
      abandoned: 0,
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
    const before = collected({ "instance-id": "i-9" });
    const { ports, written } = world({ known: () => Promise.resolve(knownOf([before])) });
    assert.deepEqual((await collect([], ports)).result, { sources: [], failed: 0, abandoned: 0 });
    assert.deepEqual(written, []);
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
      abandoned: 0,
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
      abandoned: 0,
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
      abandoned: 0,
    });
  });

  it("does not count what turned out to be somebody else's", async () => {
    const { ports } = world({ write: ({ item }) => Promise.resolve(item["instance-id"].endsWith("1")) });
    assert.equal((await collect([seoul], ports)).result.sources[0]?.changed, 1);
  });

  it("tells of every source that it failed where the table cannot be read, and reads none", async () => {
    const { ports } = world({
      known: () => Promise.reject(denied("tableRead")),
      read: () => assert.fail("read"),
    });
    const problem = denied("tableRead").message;
    const failed = { account: "shop", ok: false, servers: 0, changed: 0, gone: 0, problem };
    assert.deepEqual(await collect([seoul, virginia], ports), {
      result: {
        sources: [
          { ...failed, region: seoul.region },
          { ...failed, region: "us-east-1" },
        ],
        failed: 2,
        abandoned: 0,
      },
      tableProblem: problem,
    });
  });

  describe("with servers of an account or region that is no source any more", () => {
    const elsewhere = collected({ "instance-id": "i-7", region: "eu-west-1" });
    const theirs = collected({
      "instance-id": "mi-8",
      aws_account_id: "222222222222",
      etc: "managed node, Active",
    });
    const failing = collected({ "instance-id": "i-9" });
    const known = () => Promise.resolve(knownOf([elsewhere, theirs, failing], ["1"]));
    const read = ({ region }: Source) =>
      region === seoul.region ? Promise.reject(denied("role")) : Promise.resolve(twoOf(region));

    it("marks them as gone, and not those of a source that fails", async () => {
      const { ports, written } = world({ known, read });
      const { result } = await collect([seoul, virginia], ports);
      assert.deepEqual([result.failed, result.abandoned], [1, 2]);
      assert.deepEqual(
        written.filter(({ kind }) => kind === "gone"),
        [
          { kind: "gone", item: { ...elsewhere, alive: 0, etc: "t4g.small, gone" } },
          { kind: "gone", item: { ...theirs, alive: 0, etc: "managed node, gone" } },
        ],
      );
      assert.deepEqual(result.sources[1], fine("us-east-1"));
    });

    it("does not count what turned out to be somebody else's", async () => {
      const { ports } = world({ known, read, write: ({ kind }) => Promise.resolve(kind !== "gone") });
      assert.equal((await collect([seoul, virginia], ports)).result.abandoned, 0);
    });

    it("says where they could not be written", async () => {
      const { ports } = world({
        known,
        write: ({ item }) =>
          item.alive === 0 ? Promise.reject(denied("tableWrite")) : Promise.resolve(true),
      });
      const { result, tableProblem } = await collect([virginia], ports);
      assert.deepEqual(result, { sources: [fine("us-east-1")], failed: 0, abandoned: 0 });
      assert.equal(tableProblem, denied("tableWrite").message);
    });
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
