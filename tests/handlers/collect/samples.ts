import fc from "fast-check";
import type { Machine } from "../../../handlers/collect/machine";
import type { ManagedNode } from "../../../handlers/collect/managedNode";
import type { CollectedServer, KnownServers } from "../../../handlers/collect/difference";
import type { Reading } from "../../../handlers/collect/servers";
import type { Source } from "../../../handlers/collect/sources";

export const seoul: Source = {
  account: { name: "shop", id: "111111111111", roleArn: "arn:aws:iam::111111111111:role/reader" },
  region: "ap-northeast-2",
};

export const machine = (given: Partial<Machine> & { readonly id: string }): Machine => ({
  state: "running",
  type: "t4g.small",
  platform: "Linux/UNIX",
  ip: "10.0.0.5",
  tags: {},
  ...given,
});

export const node = (given: Partial<ManagedNode> & { readonly id: string }): ManagedNode => ({
  os: "Amazon Linux",
  version: "2023",
  computerName: "ip-10-0-0-5.internal",
  ip: "10.0.0.5",
  status: "Active",
  ...given,
});

export const collected = (given: Partial<CollectedServer> & { readonly "instance-id": string }) =>
  ({
    aws_account_id: seoul.account.id,
    aws_account_name: seoul.account.name,
    os: "Linux/UNIX",
    version: "",
    ip: "10.0.0.5",
    name: "",
    service: "",
    role: "",
    alive: 1,
    etc: "t4g.small, running",
    region: seoul.region,
    ...given,
  }) satisfies CollectedServer;

/** A table with these collected servers, and hand-written ones of these ids. */
export const knownOf = (
  servers: readonly CollectedServer[],
  byHand: readonly string[] = [],
): KnownServers => ({
  byHand: new Set(byHand),
  collected: new Map(servers.map((server) => [server["instance-id"], server])),
});

// Few ids and texts, so that they meet often.
const instanceId = fc.constantFrom("i-1", "i-2", "i-3", "i-4");
const outsideId = fc.constantFrom("mi-1", "mi-2", "mi-3");
const maybe = (...texts: readonly string[]) => fc.constantFrom(undefined, "", " ", ...texts);

const machines = fc.array(
  fc.record({
    id: instanceId,
    state: maybe("pending", "running", "shutting-down", "terminated", "stopping", "stopped"),
    type: maybe("t4g.small", "m7g.large"),
    platform: maybe("Linux/UNIX", "Windows"),
    ip: maybe("10.0.0.5", "10.0.0.6"),
    tags: fc.dictionary(
      fc.constantFrom("Name", "service", "Service", "role", "Role", "owner"),
      fc.constantFrom("", "a", "b"),
    ),
  }),
  { maxLength: 5 },
);

const nodes = fc.array(
  fc.record({
    id: fc.oneof(instanceId, outsideId),
    os: maybe("Amazon Linux", "Ubuntu"),
    version: maybe("2023", "24.04"),
    computerName: maybe("one", "two"),
    ip: maybe("10.0.0.5", "192.168.0.9"),
    status: maybe("Active", "ConnectionLost", "Stopped", "Terminated"),
  }),
  { maxLength: 5 },
);

export const readings: fc.Arbitrary<Reading> = fc.record({
  machines,
  nodes: fc.option(nodes, { nil: undefined }),
});

const text = fc.constantFrom("", "a", "one", "t4g.small, running", "managed node, gone");

export const tables: fc.Arbitrary<KnownServers> = fc
  .record({
    collected: fc.array(
      fc.record({
        aws_account_id: fc.constantFrom(seoul.account.id, "222222222222"),
        aws_account_name: text,
        "instance-id": fc.oneof(instanceId, outsideId),
        os: text,
        version: text,
        ip: text,
        name: text,
        service: text,
        role: text,
        alive: fc.constantFrom(0 as const, 1 as const),
        etc: text,
        region: fc.constantFrom(seoul.region, "us-east-1"),
      }),
    ),
    byHand: fc.uniqueArray(fc.oneof(instanceId, outsideId, fc.constant("1")), { maxLength: 2 }),
  })
  .map(({ collected: servers, byHand }) =>
    knownOf(
      servers.filter((server) => !byHand.includes(server["instance-id"])),
      byHand,
    ),
  );
