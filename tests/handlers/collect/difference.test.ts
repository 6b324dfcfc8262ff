import assert from "node:assert/strict";
import fc from "fast-check";
import { differenceOf, type Change, type KnownServers } from "../../../handlers/collect/difference";
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
