import assert from "node:assert/strict";
import { PublicNetwork, type NetworkArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelOf, labelsOf, stateOf, statesOf } from "../support/states";

const seoul: NetworkArgs = { cidr: "10.0.0.0/16", region: "ap-northeast-2" };
const make = (args: Partial<NetworkArgs> = {}) =>
  onEmbeddedCloud(
    () => new PublicNetwork("seoul", { ...seoul, ...args }, { provider: providerFor("networks") }),
  );

describe("PublicNetwork", () => {
  it("is what awsx 3.9 makes of it, names and parents, and a closed default group", async () => {
    const { states } = await make();
    const parents = awsStates(states).map((state) => {
      const parent = states.find(({ urn }) => urn === state.parent) ?? assert.fail(state.urn);
      return `${labelOf(state)} < ${labelOf(parent)}`;
    });
    const subnets = ["isolated-1", "isolated-2", "public-1", "public-2"].map((name) => `seoul-${name}`);
    assert.deepEqual(
      parents.sort(),
      [
        "Vpc seoul < Vpc seoul",
        "InternetGateway seoul < Vpc seoul",
        "DefaultSecurityGroup seoul.closed < PublicNetwork seoul",
        ...subnets.flatMap((name) => [
          `Subnet ${name} < Vpc seoul`,
          `RouteTable ${name} < Subnet ${name}`,
          `RouteTableAssociation ${name} < RouteTable ${name}`,
        ]),
        "Route seoul-public-1 < RouteTable seoul-public-1",
        "Route seoul-public-2 < RouteTable seoul-public-2",
      ].sort(),
    );
    const component = stateOf(states, "awsx:ec2:Vpc", "seoul");
    assert.equal(component.parent, stateOf(states, "apilink:index:PublicNetwork", "seoul").urn);
    assert.equal(stateOf(states, types.vpc, "seoul").parent, component.urn);
  });

  it("has DNS support and host names on", async () => {
    const { inputs } = stateOf((await make()).states, types.vpc, "seoul");
    assert.deepEqual(
      [inputs["cidrBlock"], inputs["enableDnsSupport"], inputs["enableDnsHostnames"], inputs["region"]],
      ["10.0.0.0/16", true, true, "ap-northeast-2"],
    );
  });

  it("lays the subnets as planned and leads only the public ones to the internet", async () => {
    const { states } = await make();
    const laid = statesOf(states, types.subnet).map((state) => [
      labelOf(state),
      state.inputs["cidrBlock"],
      state.inputs["availabilityZone"],
      state.inputs["mapPublicIpOnLaunch"],
    ]);
    assert.deepEqual(laid.sort(), [
      ["Subnet seoul-isolated-1", "10.0.0.0/20", "ap-northeast-2a", false],
      ["Subnet seoul-isolated-2", "10.0.16.0/20", "ap-northeast-2b", false],
      ["Subnet seoul-public-1", "10.0.128.0/20", "ap-northeast-2a", true],
      ["Subnet seoul-public-2", "10.0.144.0/20", "ap-northeast-2b", true],
    ]);
    const gateway = stateOf(states, types.internetGateway, "seoul");
    for (const { inputs } of statesOf(states, types.route)) {
      assert.deepEqual([inputs["destinationCidrBlock"], inputs["gatewayId"]], ["0.0.0.0/0", gateway.id]);
    }
    assert.equal(statesOf(states, types.natGateway).length, 0);
  });

  it("keeps the isolated subnets where a Network has them, so that public ones can be added", async () => {
    const { states } = await make({ zones: 1, cidr: "10.0.0.0/27" });
    assert.equal(stateOf(states, types.subnet, "seoul-isolated-1").inputs["cidrBlock"], "10.0.0.0/28");
    assert.equal(stateOf(states, types.subnet, "seoul-public-1").inputs["cidrBlock"], "10.0.0.16/28");
  });

  it("takes zones by name, and never a local one", async () => {
    const byName = await make({ zones: ["ap-northeast-2c"] });
    assert.equal(
      stateOf(byName.states, types.subnet, "seoul-public-1").inputs["availabilityZone"],
      "ap-northeast-2c",
    );
    const oregon = await make({ region: "us-west-2", zones: 4 });
    const zones = new Set(
      statesOf(oregon.states, types.subnet).map(({ inputs }) => inputs["availabilityZone"]),
    );
    assert.deepEqual([...zones].sort(), ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"]);
  });

  it("tells the same outputs as Network", async () => {
    const { result, states } = await make();
    const idsOf = (type: string, kinds: readonly string[]) =>
      kinds.flatMap((kind) => [1, 2].map((n) => stateOf(states, type, `seoul-${kind}-${n}`).id));
    const values = async (outputs: typeof result.publicSubnetIds) =>
      Promise.all(outputs.map((output) => valueOf(output)));
    assert.equal(await valueOf(result.vpcId), stateOf(states, types.vpc, "seoul").id);
    assert.deepEqual([result.cidr, result.region], ["10.0.0.0/16", "ap-northeast-2"]);
    assert.deepEqual(await values(result.isolatedSubnetIds), idsOf(types.subnet, ["isolated"]));
    assert.deepEqual(await values(result.publicSubnetIds), idsOf(types.subnet, ["public"]));
    const tables = await values(result.routeTableIds);
    assert.deepEqual([...tables].sort(), idsOf(types.routeTable, ["isolated", "public"]).sort());
    assert.deepEqual(Object.keys(stateOf(states, "apilink:index:PublicNetwork", "seoul").outputs).sort(), [
      "isolatedSubnetIds",
      "publicSubnetIds",
      "routeTableIds",
      "vpcId",
    ]);
  });

  it("logs its traffic where it is asked to", async () => {
    const { states } = await make({ flowLogs: true, tags: { team: "net" } });
    const log = stateOf(states, types.flowLog, "seoul.flow-logs");
    assert.equal(log.inputs["vpcId"], stateOf(states, types.vpc, "seoul").id);
    assert.equal((log.inputs["tags"] as Record<string, string>)["team"], "net");
    assert.ok(!labelsOf((await make()).states).includes("FlowLog seoul.flow-logs"));
    assert.equal(stateOf(states, types.logGroup, "seoul.flow-logs").inputs["kmsKeyId"], undefined);
  });

  it("encrypts its flow logs by the key that it is told", async () => {
    const logKmsKeyArn = "arn:aws:kms:ap-northeast-2:111111111111:key/1";
    const { states } = await make({ flowLogs: true, logKmsKeyArn });
    assert.equal(stateOf(states, types.logGroup, "seoul.flow-logs").inputs["kmsKeyId"], logKmsKeyArn);
  });

  it("refuses ranges that are too small for two subnets a zone", async () => {
    const problems = (args: Partial<NetworkArgs>) =>
      problemsOf(() => new PublicNetwork("seoul", { ...seoul, ...args }));
    assert.deepEqual(await problems({ cidr: "10.0.0.0/27" }), [
      {
        propertyPath: "zones",
        reason: "10.0.0.0/27 is too small for an isolated and a public subnet in each of 2 zones",
      },
    ]);
    assert.deepEqual(await problems({ cidr: "10.0.0.1/16" }), [
      { propertyPath: "cidr", reason: "10.0.0.1/16 has host bits set: write 10.0.0.0/16" },
    ]);
  });
});
