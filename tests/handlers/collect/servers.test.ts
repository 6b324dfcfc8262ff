import assert from "node:assert/strict";
import fc from "fast-check";
import { machineOf } from "../../../handlers/collect/machine";
import { managedNodeOf } from "../../../handlers/collect/managedNode";
import { serversOf } from "../../../handlers/collect/servers";
import { machine, node, readings, seoul } from "./samples";

const only = (...given: Parameters<typeof serversOf>) => {
  const servers = serversOf(...given);
  assert.equal(servers.length, 1);
  const [server] = servers;
  assert.ok(server);
  return server;
};

describe("serversOf", () => {
  it("joins what EC2 and Systems Manager know of an instance", () => {
    const server = only(seoul, {
      machines: [machine({ id: "i-1", tags: { Name: "web-1", service: "shop", role: "front" } })],
      nodes: [node({ id: "i-1", ip: "10.9.9.9" }), node({ id: "i-other" })],
    });
    assert.deepEqual(server, {
      aws_account_id: "111111111111",
      aws_account_name: "shop",
      "instance-id": "i-1",
      os: "Amazon Linux",
      version: "2023",
      ip: "10.0.0.5",
      name: "web-1",
      service: "shop",
      role: "front",
      alive: 1,
      etc: "t4g.small, running",
    });
  });

  const tagged = (tags: Readonly<Record<string, string>>) =>
    only(seoul, { machines: [machine({ id: "i-1", tags })], nodes: [node({ id: "i-1" })] });

  it("calls a server without a name as its computer is called", () => {
    assert.equal(tagged({ Name: " " }).name, "ip-10-0-0-5.internal");
  });

  it("takes service and role from tags in either writing, the small one first", () => {
    const { service, role } = tagged({ Service: "S", Role: "R" });
    assert.deepEqual([service, role], ["S", "R"]);
    const both = tagged({ Service: "S", service: "s", Role: "R", role: "r" });
    assert.deepEqual([both.service, both.role], ["s", "r"]);
  });

  it("falls back to EC2's platform, and leaves empty what nobody knows", () => {
    for (const nodes of [
      [],
      undefined,
      [node({ id: "i-1", os: "", version: undefined, computerName: "" })],
    ]) {
      const { os, version, name, service } = only(seoul, { machines: [machine({ id: "i-1" })], nodes });
      assert.deepEqual([os, version, name, service], ["Linux/UNIX", "", "", ""]);
    }
  });

  for (const [state, alive] of [
    ["pending", 1],
    ["running", 1],
    ["shutting-down", 0],
    ["terminated", 0],
    ["stopping", 0],
    ["stopped", 0],
    [undefined, 0],
  ] as const) {
    it(`takes an instance that is ${state ?? "in no known state"} for ${alive === 1 ? "alive" : "dead"}`, () => {
      const server = only(seoul, { machines: [machine({ id: "i-1", state })], nodes: [node({ id: "i-1" })] });
      assert.deepEqual([server.alive, server.etc], [alive, `t4g.small, ${state ?? "unknown"}`]);
    });
  }

  it("lists machines outside EC2, dead only where Systems Manager says so", () => {
    const servers = serversOf(seoul, {
      machines: [],
      nodes: ["Active", "ConnectionLost", undefined, "Stopped", "Terminated"].map((status, index) =>
        node({ id: `mi-${index}`, status }),
      ),
    });
    assert.deepEqual(
      servers.map(({ alive, etc }) => [alive, etc]),
      [
        [1, "managed node, Active"],
        [1, "managed node, ConnectionLost"],
        [1, "managed node, unknown"],
        [0, "managed node, Stopped"],
        [0, "managed node, Terminated"],
      ],
    );
    assert.deepEqual([servers[0]?.name, servers[0]?.ip], ["ip-10-0-0-5.internal", "10.0.0.5"]);
  });

  it("takes an instance that EC2 does not list for none, whatever Systems Manager keeps of it", () => {
    assert.deepEqual(serversOf(seoul, { machines: [], nodes: [node({ id: "i-1" })] }), []);
  });

  it("takes the later of two answers about one instance", () => {
    const machines = [machine({ id: "i-1", state: "stopping" }), machine({ id: "i-1", state: "stopped" })];
    assert.equal(only(seoul, { machines, nodes: [] }).etc, "t4g.small, stopped");
  });

  it("lists each id once, of this account alone, with texts that say something or are empty", () => {
    fc.assert(
      fc.property(readings, (reading) => {
        const servers = serversOf(seoul, reading);
        const ids = servers.map((server) => server["instance-id"]);
        const outside = (reading.nodes ?? []).map(({ id }) => id).filter((id) => id.startsWith("mi-"));
        assert.deepEqual(new Set(ids), new Set([...reading.machines.map(({ id }) => id), ...outside]));
        assert.equal(new Set(ids).size, ids.length);
        for (const server of servers) {
          assert.equal(server.aws_account_id, seoul.account.id);
          assert.equal(Object.keys(server).length, 11);
          const { alive, ...texts } = server;
          assert.ok([0, 1].includes(alive));
          for (const text of Object.values(texts)) assert.equal(text, text.trim());
        }
      }),
    );
  });
});

describe("machineOf", () => {
  it("takes from an instance what the inventory asks", () => {
    assert.deepEqual(
      machineOf({
        InstanceId: "i-1",
        State: { Name: "running", Code: 16 },
        InstanceType: "t4g.small",
        PlatformDetails: "Red Hat Enterprise Linux",
        PrivateIpAddress: "10.0.0.5",
        PublicIpAddress: "203.0.113.9",
        Tags: [{ Key: "Name", Value: "web-1" }, { Key: "empty" }],
      }),
      {
        id: "i-1",
        state: "running",
        type: "t4g.small",
        platform: "Red Hat Enterprise Linux",
        ip: "10.0.0.5",
        tags: { Name: "web-1", empty: "" },
      },
    );
  });

  it("takes the older word for the platform where there is no other", () => {
    assert.equal(machineOf({ InstanceId: "i-1", Platform: "Windows" })?.platform, "Windows");
  });

  it("leaves out what has no id", () => {
    assert.equal(machineOf({ InstanceId: "" }), undefined);
    assert.equal(machineOf({}), undefined);
  });
});

describe("managedNodeOf", () => {
  const information = (content: Record<string, string>[]) => ({
    "AWS:InstanceInformation": {
      TypeName: "AWS:InstanceInformation",
      SchemaVersion: "1.0",
      Content: content,
    },
  });

  it("takes from an entity what the inventory asks", () => {
    const facts = {
      PlatformName: "Ubuntu",
      PlatformVersion: "24.04",
      ComputerName: "rack-7",
      IpAddress: "192.168.0.9",
      InstanceStatus: "Active",
      AgentVersion: "3.3",
    };
    assert.deepEqual(managedNodeOf({ Id: "mi-1", Data: information([facts]) }), {
      id: "mi-1",
      os: "Ubuntu",
      version: "24.04",
      computerName: "rack-7",
      ip: "192.168.0.9",
      status: "Active",
    });
  });

  it("leaves out what has no id or no such information", () => {
    assert.equal(managedNodeOf({ Id: "", Data: information([{}]) }), undefined);
    assert.equal(managedNodeOf({ Data: information([{}]) }), undefined);
    assert.equal(managedNodeOf({ Id: "mi-1", Data: information([]) }), undefined);
    assert.equal(managedNodeOf({ Id: "mi-1", Data: {} }), undefined);
    assert.equal(managedNodeOf({ Id: "mi-1" }), undefined);
  });
});
