import assert from "node:assert/strict";
import type { Deployment } from "@pulumi/pulumi/automation";
import { PendingOperationsError } from "../../automation/errors";
import { orphansIn } from "../../automation/labOrphans";
import { pendingIn } from "../../automation/pendingOperations";
import { settle } from "../../automation/recovery";
import { operationsIn, resourcesIn, type StateResource } from "../../automation/stateResources";
import { MemoryStore } from "../../lab/world";

const urn = (chain: string, name: string): string => `urn:pulumi:dev::apilink::${chain}::${name}`;
const root = urn("pulumi:pulumi:Stack", "apilink-dev");
const network = urn("apilink:index:Network", "seoul");
const vpcType = "aws:ec2/vpc:Vpc";
const subnetType = "aws:ec2/subnet:Subnet";
const policyType = "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy";
const [account, region] = ["111111111111", "ap-northeast-2"];
const provider = {
  urn: urn("pulumi:providers:aws", "main"),
  type: "pulumi:providers:aws",
  custom: true,
  id: "1-2",
  inputs: { region, allowedAccountIds: `["${account}"]` },
};

const own = (type: string, name: string, more: Partial<StateResource> = {}): StateResource => ({
  ...{ urn: urn(`apilink:index:Network$${type}`, name), type, custom: true, parent: network },
  ...{ provider: `${provider.urn}::1-2`, inputs: {}, dependencies: [] },
  ...more,
});
const vpc = own(vpcType, "seoul.vpc", { id: "vpc-1", outputs: { arn: "arn:vpc-1" } });
const subnet = own(subnetType, "seoul.a", { inputs: { vpcId: "vpc-1" }, dependencies: [vpc.urn] });
const policy = own(policyType, "seoul.policy", { inputs: { vpcEndpointId: "vpce-1", policy: "{}" } });
const base = [
  { urn: root, type: "pulumi:pulumi:Stack" },
  provider,
  { urn: network, type: "apilink:index:Network", parent: root },
  vpc,
];

const state = (resources: readonly object[], creating: readonly object[] = []): Deployment => ({
  version: 3,
  deployment: { resources, pending_operations: creating.map((resource) => ({ resource, type: "creating" })) },
});

const record = (of: StateResource, id: string): Parameters<MemoryStore["put"]>[0] => ({
  ...{ type: of.type, account, region, id, urn: of.urn },
  ...{ inputs: of["inputs"] as Readonly<Record<string, unknown>>, outputs: {} },
});

/** Settles a state; a refresh drops what is not among those that exist. */
async function settled(
  before: Deployment,
  cloud: MemoryStore | undefined,
  exists: readonly string[] = [],
): Promise<{ written: Deployment; result: Awaited<ReturnType<typeof settle>> }> {
  let now = before;
  let written = before;
  const result = await settle({
    cloud,
    read: () => Promise.resolve(now),
    write: (next) => {
      written = now = next;
      return Promise.resolve();
    },
    refresh: () => {
      const left = resourcesIn(now).filter(({ id }) => typeof id !== "string" || exists.includes(id));
      now = state(left);
      return Promise.resolve();
    },
  });
  return { written, result };
}

describe("operations that a crash has left pending", () => {
  it("are explained, each with what it may have left, and what to do", () => {
    const pending = pendingIn(state(base, [subnet]));
    const error = new PendingOperationsError("dev", pending);
    assert.equal(error.status, 1);
    assert.deepEqual(error.message.split("\n"), [
      "a run of dev was killed with an operation under way, whose end nobody recorded; nothing was changed now:",
      `  creating ${subnetType} seoul.a (account ${account}, ${region}): it may exist, without the state knowing it`,
      "  run again with --recover: it looks for what they have left, and goes on from there",
    ]);
  });
});

describe("recovery", () => {
  it("changes nothing where there is nothing to recover", async () => {
    const before = state([...base]);
    const { written, result } = await settled(before, undefined);
    assert.equal(written, before);
    assert.deepEqual(result, { cleared: [], adopted: [], orphans: [] });
  });

  it("puts back what has an id that follows from its inputs, and lists the rest as possible orphans", async () => {
    const { written, result } = await settled(state(base, [subnet, policy]), undefined, [
      "1-2",
      "vpc-1",
      "vpce-1",
    ]);
    assert.deepEqual(operationsIn(written), []);
    const put = resourcesIn(written).at(-1);
    assert.deepEqual([put?.urn, put?.["id"], put?.["outputs"]], [policy.urn, "vpce-1", policy["inputs"]]);
    assert.deepEqual(
      result.cleared.map(({ name }) => name),
      ["seoul.a", "seoul.policy"],
    );
    assert.deepEqual(
      result.adopted.map(({ name, id }) => [name, id]),
      [["seoul.policy", "vpce-1"]],
    );
    assert.deepEqual(result.orphans, [
      { urn: subnet.urn, type: subnetType, name: "seoul.a", account, region, id: undefined },
    ]);
  });

  it("puts back what one region's API Gateway has, also where another region's is known already", async () => {
    const accountType = "aws:apigateway/account:Account";
    const id = "api-gateway-account";
    const known = own(accountType, "seoul.logs", { id, outputs: { region } });
    const creating = own(accountType, "oregon.logs", { inputs: { region: "us-west-2" } });
    const { result } = await settled(state([...base, known], [creating]), undefined, ["1-2", "vpc-1", id]);
    assert.deepEqual(
      result.adopted.map(({ name, region: where }) => [name, where]),
      [["oregon.logs", "us-west-2"]],
    );
  });

  it("takes what is not there for neither", async () => {
    const { result } = await settled(state(base, [policy]), undefined, ["1-2", "vpc-1"]);
    assert.deepEqual([result.adopted, result.orphans], [[], []]);
  });

  it("believes the id that the engine had heard of already", async () => {
    const heard = { ...subnet, id: "subnet-1" };
    const { result } = await settled(state(base, [heard]), undefined, ["1-2", "vpc-1", "subnet-1"]);
    assert.deepEqual(
      result.adopted.map(({ id }) => id),
      ["subnet-1"],
    );
  });

  it("finds in the lab what was being created, and what was made without an answer", async () => {
    const cloud = new MemoryStore();
    cloud.put(record(vpc, "vpc-1"));
    cloud.put(record(subnet, "subnet-1"));
    const other = own(subnetType, "seoul.b", { inputs: { vpcId: "vpc-1" } });
    cloud.put(record(other, "subnet-2"));
    const exist = ["1-2", "vpc-1", "subnet-1", "subnet-2"];
    const { written, result } = await settled(state(base, [subnet]), cloud, exist);
    assert.deepEqual(
      result.adopted.map(({ id }) => id),
      ["subnet-1", "subnet-2"],
    );
    assert.deepEqual(result.orphans, []);
    const lost = resourcesIn(written).find(({ id }) => id === "subnet-2");
    assert.deepEqual(
      [lost?.["parent"], lost?.["provider"], lost?.["dependencies"]],
      [network, `${provider.urn}::1-2`, [vpc.urn]],
    );
  });

  it("adopts none of two that may be the one, and lists both", async () => {
    const cloud = new MemoryStore();
    cloud.put(record(vpc, "vpc-1"));
    cloud.put(record(subnet, "subnet-1"));
    cloud.put(record(subnet, "subnet-2"));
    const { result } = await settled(state(base, [subnet]), cloud, ["1-2", "vpc-1"]);
    assert.deepEqual(result.adopted, []);
    assert.deepEqual(
      result.orphans.map(({ id }) => id),
      ["subnet-1", "subnet-2"],
    );
  });

  it("leaves what a new resource was to replace for deletion, behind what needs the new one", async () => {
    const old = { ...policy, id: "vpce-0" };
    const user = own("aws:ec2/route:Route", "seoul.route", { id: "r-1", dependencies: [policy.urn] });
    const { written } = await settled(state([...base, old, user], [policy]), undefined);
    const kept = resourcesIn(written).map(({ id, urn: at, ...more }) => [at, id, more["delete"] ?? false]);
    assert.deepEqual(kept.slice(-3), [
      [policy.urn, "vpce-0", true],
      [policy.urn, "vpce-1", false],
      [user.urn, "r-1", false],
    ]);
  });
});

describe("orphans in the lab", () => {
  it("are what a program has made and the state does not know, in that account and region", () => {
    const cloud = new MemoryStore();
    cloud.put(record(vpc, "vpc-1"));
    cloud.put({ ...record(vpc, "vpc-1"), account: "222222222222" });
    // There before the program came.
    cloud.put({ type: vpcType, account, region, id: "vpc-2", inputs: {}, outputs: {} });
    const orphans = orphansIn(cloud, state(base));
    assert.deepEqual(
      orphans.map(({ id, account: of }) => [id, of]),
      [["vpc-1", "222222222222"]],
    );
    assert.equal(orphansIn(cloud, undefined).length, 2);
  });

  it("are not parts that go with what the program knows", () => {
    const cloud = new MemoryStore();
    const endpoint = own("aws:ec2/vpcEndpoint:VpcEndpoint", "seoul.endpoint");
    cloud.put(record(endpoint, "vpce-1"));
    cloud.put(record(policy, "vpce-1"));
    assert.deepEqual(
      orphansIn(cloud, undefined).map(({ type }) => type),
      [endpoint.type],
    );
  });
});
