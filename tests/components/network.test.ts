import assert from "node:assert/strict";
import { Network, type NetworkArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const seoul: NetworkArgs = { cidr: "10.0.0.0/16", region: "ap-northeast-2" };
const make = (args: Partial<NetworkArgs> = {}) =>
  onEmbeddedCloud(() => new Network("seoul", { ...seoul, ...args }, { provider: providerFor("networks") }));

describe("Network", () => {
  it("is a VPC, one isolated subnet a zone, one route table and a closed default group: nothing else", async () => {
    const { states } = await make();
    assert.deepEqual(labelsOf(awsStates(states)), [
      "DefaultSecurityGroup seoul.closed",
      "RouteTable seoul.isolated",
      "RouteTableAssociation seoul.isolated-1",
      "RouteTableAssociation seoul.isolated-2",
      "Subnet seoul.isolated-1",
      "Subnet seoul.isolated-2",
      "Vpc seoul.vpc",
    ]);
  });

  it("has DNS support and host names on", async () => {
    const { inputs } = stateOf((await make()).states, types.vpc, "seoul.vpc");
    assert.deepEqual(
      [inputs["cidrBlock"], inputs["enableDnsSupport"], inputs["enableDnsHostnames"], inputs["region"]],
      ["10.0.0.0/16", true, true, "ap-northeast-2"],
    );
  });

  it("lays the subnets as planned, one a zone, without public addresses, each in the one route table", async () => {
    const { states } = await make({ zones: 3 });
    const table = stateOf(states, types.routeTable, "seoul.isolated");
    const laid = ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"].map((cidr, index) => {
      const name = `seoul.isolated-${index + 1}`;
      const subnet = stateOf(states, types.subnet, name);
      assert.equal(subnet.inputs["cidrBlock"], cidr);
      assert.equal(subnet.inputs["mapPublicIpOnLaunch"], false);
      assert.deepEqual((subnet.inputs["tags"] as Record<string, string>)["Name"], name);
      const association = stateOf(states, types.routeTableAssociation, name);
      assert.deepEqual(
        [association.inputs["subnetId"], association.inputs["routeTableId"]],
        [subnet.id, table.id],
      );
      return subnet.inputs["availabilityZone"];
    });
    assert.deepEqual(laid, ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]);
    assert.equal(statesOf(states, types.route).length, 0);
  });

  it("takes the zones that the region has, never a local one", async () => {
    const { states } = await onEmbeddedCloud(() => [
      new Network(
        "tokyo",
        { cidr: "10.0.0.0/16", region: "ap-northeast-1" },
        { provider: providerFor("networks") },
      ),
      new Network(
        "oregon",
        { cidr: "10.1.0.0/16", region: "us-west-2", zones: 4 },
        { provider: providerFor("apis") },
      ),
    ]);
    const zones = statesOf(states, types.subnet).map(({ inputs }) => inputs["availabilityZone"]);
    assert.deepEqual(zones.sort(), [
      "ap-northeast-1a",
      "ap-northeast-1c",
      "us-west-2a",
      "us-west-2b",
      "us-west-2c",
      "us-west-2d",
    ]);
  });

  it("takes zones by name in the order given", async () => {
    const { states } = await make({ zones: ["ap-northeast-2d", "ap-northeast-2a"] });
    const zones = [1, 2].map(
      (n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).inputs["availabilityZone"],
    );
    assert.deepEqual(zones, ["ap-northeast-2d", "ap-northeast-2a"]);
  });

  it("fails where the region has fewer zones, and says which it has", async () => {
    await assert.rejects(make({ zones: 5 }), /ap-northeast-2 has 4 availability zones \(.*2a, .*2d\), not 5/);
  });

  it("tells its outputs", async () => {
    const { result, states } = await make();
    assert.equal(await valueOf(result.vpcId), stateOf(states, types.vpc, "seoul.vpc").id);
    assert.deepEqual([result.cidr, result.region], ["10.0.0.0/16", "ap-northeast-2"]);
    assert.deepEqual(result.publicSubnetIds, []);
    const expected = {
      vpcId: stateOf(states, types.vpc, "seoul.vpc").id,
      isolatedSubnetIds: [1, 2].map((n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).id),
      routeTableIds: [stateOf(states, types.routeTable, "seoul.isolated").id],
    };
    assert.deepEqual(
      await Promise.all(result.isolatedSubnetIds.map((id) => valueOf(id))),
      expected.isolatedSubnetIds,
    );
    assert.deepEqual(
      await Promise.all(result.routeTableIds.map((id) => valueOf(id))),
      expected.routeTableIds,
    );
    assert.deepEqual(stateOf(states, "apilink:index:Network", "seoul").outputs, expected);
  });

  it("logs its traffic where it is asked to, tags and all", async () => {
    const { states } = await make({ flowLogs: true, tags: { team: "net" } });
    const log = stateOf(states, types.flowLog, "seoul.flow-logs");
    assert.equal(log.inputs["vpcId"], stateOf(states, types.vpc, "seoul.vpc").id);
    assert.equal((log.inputs["tags"] as Record<string, string>)["team"], "net");
    assert.equal(statesOf((await make()).states, types.flowLog).length, 0);
    assert.equal(stateOf(states, types.logGroup, "seoul.flow-logs").inputs["kmsKeyId"], undefined);
  });

  it("encrypts its flow logs by the key that it is told", async () => {
    const logKmsKeyArn = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
    const { states } = await make({ flowLogs: true, logKmsKeyArn });
    assert.equal(stateOf(states, types.logGroup, "seoul.flow-logs").inputs["kmsKeyId"], logKmsKeyArn);
  });

  it("refuses ranges and zone counts that AWS would refuse", async () => {
    const problems = (args: Partial<NetworkArgs>) =>
      problemsOf(() => new Network("seoul", { ...seoul, ...args }));
    assert.deepEqual(await problems({ cidr: "10.0.0.0/8" }), [
      { propertyPath: "cidr", reason: "a VPC takes /16 to /28, not /8" },
    ]);
    assert.deepEqual(await problems({ cidr: "ten" }), [
      { propertyPath: "cidr", reason: '"ten" is no IPv4 range, such as 10.0.0.0/16' },
    ]);
    for (const zones of [0, 1.5, [] as const]) {
      assert.deepEqual(await problems({ zones }), [
        { propertyPath: "zones", reason: "must be a whole number from 1, or a list of zone names" },
      ]);
    }
    assert.deepEqual(await problems({ cidr: "10.0.0.0/28" }), [
      { propertyPath: "zones", reason: "10.0.0.0/28 is too small for an isolated subnet in each of 2 zones" },
    ]);
  });
});
