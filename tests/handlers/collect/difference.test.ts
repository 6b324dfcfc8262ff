import assert from "node:assert/strict";
import fc from "fast-check";
import {
  abandonedBy,
  differenceOf,
  type Change,
  type KnownServers,
} from "../../../handlers/collect/difference";
import { serversOf } from "../../../handlers/collect/servers";
import { collected, knownOf, machine, node, readings, seoul, tables } from "./samples";

const idOf = ({ item }: Change): string => item["instance-id"];

const applied = (known: KnownServers, changes: readonly Change[]): KnownServers => ({
  ...known,
  collected: new Map([...known.collected, ...changes.map((change) => [idOf(change), change.item] as const)]),
});

describe("differenceOf", () => {
  const i1 = { machines: [machine({ id: "i-1" })], nodes: [] };

  it("writes a server that is new, with its region", () => {
    assert.deepEqual(differenceOf(seoul, i1, knownOf([])), [
      { kind: "changed", item: collected({ "instance-id": "i-1" }) },
    ]);
  });

  it("writes nothing that the table says already", () => {
    assert.deepEqual(differenceOf(seoul, i1, knownOf([collected({ "instance-id": "i-1" })])), []);
  });

  for (const stale of [
    { aws_account_name: "old" },
    { os: "old" },
    { version: "old" },
    { ip: "old" },
    { name: "old" },
    { service: "old" },
    { role: "old" },
    { alive: 0 },
    { etc: "old" },
  ] as const) {
    it(`writes a server whose ${Object.keys(stale).join()} differs`, () => {
      const known = knownOf([collected({ "instance-id": "i-1", ...stale })]);
      assert.deepEqual(differenceOf(seoul, i1, known), [
        { kind: "changed", item: collected({ "instance-id": "i-1" }) },
      ]);
    });
  }

  it("keeps a server that nothing lists any more, as gone", () => {
    const item = collected({ "instance-id": "i-9", name: "web-9" });
    assert.deepEqual(differenceOf(seoul, { machines: [], nodes: [] }, knownOf([item])), [
      { kind: "gone", item: { ...item, alive: 0, etc: "t4g.small, gone" } },
    ]);
  });

  it("leaves servers by hand and those of another account or region", () => {
    const others = [
      collected({ "instance-id": "i-7", region: "us-east-1" }),
      collected({ "instance-id": "i-8", aws_account_id: "222222222222" }),
    ];
    const machines = [machine({ id: "i-1" }), machine({ id: "i-7" }), machine({ id: "i-8" })];
    assert.deepEqual(differenceOf(seoul, { machines, nodes: [] }, knownOf(others, ["i-1"])), []);
    assert.deepEqual(differenceOf(seoul, { machines: [], nodes: [] }, knownOf(others, ["i-1"])), []);
  });

  it("keeps what Systems Manager told once while it cannot be read", () => {
    const before = knownOf([
      collected({ "instance-id": "i-1", os: "Ubuntu", version: "24.04", name: "one" }),
      collected({ "instance-id": "mi-1", etc: "managed node, Active" }),
    ]);
    assert.deepEqual(differenceOf(seoul, { ...i1, nodes: undefined }, before), []);
    const stopped = [machine({ id: "i-1", state: "stopped", tags: { Name: "named" } })];
    assert.deepEqual(differenceOf(seoul, { machines: stopped, nodes: undefined }, before), [
      {
        kind: "changed",
        item: collected({
          "instance-id": "i-1",
          os: "Ubuntu",
          version: "24.04",
          name: "named",
          alive: 0,
          etc: "t4g.small, stopped",
        }),
      },
    ]);
    assert.deepEqual(differenceOf(seoul, i1, before).map(idOf), ["i-1", "mi-1"]);
  });

  it("drops what Systems Manager no longer tells where it can be read", () => {
    const known = knownOf([collected({ "instance-id": "i-1", version: "24.04" })]);
    const nodes = [node({ id: "i-1", os: "Ubuntu", version: "", computerName: "" })];
    assert.deepEqual(differenceOf(seoul, { ...i1, nodes }, known), [
      { kind: "changed", item: collected({ "instance-id": "i-1", os: "Ubuntu" }) },
    ]);
  });

  it("writes nothing a second time", () => {
    fc.assert(
      fc.property(tables, readings, (known, reading) => {
        const changes = differenceOf(seoul, reading, known);
        assert.deepEqual(differenceOf(seoul, reading, applied(known, changes)), []);
      }),
    );
  });

  it("writes each server once, and touches nobody else's", () => {
    fc.assert(
      fc.property(tables, readings, (known, reading) => {
        const changes = differenceOf(seoul, reading, known);
        assert.equal(new Set(changes.map(idOf)).size, changes.length);
        for (const { item } of changes) {
          const id = item["instance-id"];
          const before = known.collected.get(id);
          assert.ok(!known.byHand.has(id));
          assert.deepEqual([item.aws_account_id, item.region], [seoul.account.id, seoul.region]);
          if (before)
            assert.deepEqual([before.aws_account_id, before.region], [seoul.account.id, seoul.region]);
        }
      }),
    );
  });

  it("leaves alive what is listed as alive, and nothing else of the source that it could look for", () => {
    fc.assert(
      fc.property(tables, readings, (known, reading) => {
        const after = applied(known, differenceOf(seoul, reading, known));
        const listed = new Map(serversOf(seoul, reading).map((server) => [server["instance-id"], server]));
        for (const [id, item] of after.collected) {
          if (item.aws_account_id !== seoul.account.id || item.region !== seoul.region) continue;
          const unseen = reading.nodes === undefined && id.startsWith("mi-");
          const expected = unseen ? known.collected.get(id)?.alive : (listed.get(id)?.alive ?? 0);
          assert.equal(item.alive, expected, id);
        }
        for (const [id, server] of listed) {
          const item = after.collected.get(id);
          if (known.byHand.has(id)) assert.equal(item, undefined);
          else
            assert.ok(
              item &&
                (item.region !== seoul.region ||
                  item.alive === server.alive ||
                  item.aws_account_id !== seoul.account.id),
            );
        }
      }),
    );
  });

  it("keeps of a gone server all but its life and the end of its remark", () => {
    fc.assert(
      fc.property(tables, (known) => {
        for (const { kind, item } of differenceOf(seoul, { machines: [], nodes: [] }, known)) {
          assert.equal(kind, "gone");
          assert.ok(item.etc.endsWith(", gone"));
          assert.deepEqual({ ...known.collected.get(item["instance-id"]), alive: 0, etc: item.etc }, item);
        }
      }),
    );
  });
});

describe("abandonedBy", () => {
  const virginia = { ...seoul, region: "us-east-1" };
  const others = { ...seoul, account: { ...seoul.account, id: "222222222222" } };
  const everywhere = [seoul, virginia, others, { ...virginia, account: others.account }];

  it("marks as gone what belongs to no source, by account and by region", () => {
    const mine = collected({ "instance-id": "i-1" });
    const away = collected({ "instance-id": "i-2", region: "us-east-1", name: "web-2" });
    const theirs = collected({ "instance-id": "i-3", aws_account_id: "222222222222" });
    const renamed = collected({ "instance-id": "i-4", aws_account_name: "before" });
    const known = knownOf([mine, away, theirs, renamed], ["1"]);
    assert.deepEqual(abandonedBy([seoul], known), [
      { kind: "gone", item: { ...away, alive: 0, etc: "t4g.small, gone" } },
      { kind: "gone", item: { ...theirs, alive: 0, etc: "t4g.small, gone" } },
    ]);
  });

  it("leaves every server of a source, and writes nothing a second time", () => {
    fc.assert(
      fc.property(tables, fc.subarray(everywhere), (known, sources) => {
        const changes = abandonedBy(sources, known);
        assert.deepEqual(abandonedBy(sources, applied(known, changes)), []);
        for (const { id, region } of sources.map(({ account, region }) => ({ id: account.id, region })))
          assert.ok(!changes.some(({ item }) => item.aws_account_id === id && item.region === region));
        const left = [...applied(known, changes).collected.values()].filter(({ alive }) => alive === 1);
        for (const item of left)
          assert.ok(
            sources.some(
              ({ account, region }) => item.aws_account_id === account.id && item.region === region,
            ),
          );
      }),
    );
  });

  it("has a server back as it was once its region is a source again", () => {
    const reading = { machines: [machine({ id: "i-1" })], nodes: [] };
    const before = knownOf([collected({ "instance-id": "i-1" })]);
    const gone = applied(before, abandonedBy([virginia], before));
    assert.equal(gone.collected.get("i-1")?.alive, 0);
    assert.deepEqual(applied(gone, differenceOf(seoul, reading, gone)), before);
  });
});
