import assert from "node:assert/strict";
import { ExecuteApiEndpoint, Network, type ExecuteApiEndpointArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
type Choice = Partial<Pick<ExecuteApiEndpointArgs, "clients" | "privateDns" | "addresses">>;
const make = (args: Choice = {}) =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("networks") };
    const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
      "seoul",
      { cidr: "10.0.0.0/16", region },
      opts,
    );
    return new ExecuteApiEndpoint(
      "seoul",
      { vpcId, subnetIds, region, clients: ["10.0.0.0/16"], ...args },
      opts,
    );
  });

describe("ExecuteApiEndpoint", () => {
  it("is an interface endpoint in the given subnets behind a security group of its own", async () => {
    const { states } = await make();
    const { inputs } = stateOf(states, types.endpoint, "seoul.endpoint");
    const subnets = [1, 2].map((n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).id);
    const { tags, policy, ...rest } = inputs;
    assert.ok(tags !== undefined && policy !== undefined);
    assert.deepEqual(rest, {
      region,
      vpcId: stateOf(states, types.vpc, "seoul.vpc").id,
      vpcEndpointType: "Interface",
      serviceName: "com.amazonaws.ap-northeast-2.execute-api",
      subnetIds: subnets,
      securityGroupIds: [stateOf(states, types.securityGroup, "seoul.endpoint").id],
      privateDnsEnabled: false,
    });
  });

  it("turns private DNS on only where it is told to", async () => {
    const on = stateOf((await make({ privateDns: true })).states, types.endpoint, "seoul.endpoint");
    assert.equal(on.inputs["privateDnsEnabled"], true);
  });

  it("is born with a policy that denies everything, and leaves later ones alone", async () => {
    const { states, options } = await make();
    assert.equal(
      stateOf(states, types.endpoint, "seoul.endpoint").inputs["policy"],
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}',
    );
    const asked = options.filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    assert.deepEqual(
      asked.map(({ type, ignoreChanges }) => [type, ignoreChanges]),
      [[types.endpoint, ["policy"]]],
    );
  });

  it("admits 443 over TCP from each client, and nothing else in or out", async () => {
    const { states } = await make({ clients: ["10.0.0.0/16", "192.168.7.0/24"] });
    const group = stateOf(states, types.securityGroup, "seoul.endpoint");
    assert.ok(!("ingress" in group.inputs) && !("egress" in group.inputs));
    const rules = statesOf(states, types.securityGroupIngressRule).map(({ inputs }) => {
      const { tags, description, ...rule } = inputs;
      assert.ok(tags !== undefined && description !== undefined);
      return rule;
    });
    const open = { region, securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    assert.deepEqual(rules, [
      { ...open, cidrIpv4: "10.0.0.0/16" },
      { ...open, cidrIpv4: "192.168.7.0/24" },
    ]);
    assert.equal(
      stateOf(states, types.securityGroupIngressRule, "seoul.from-192-168-7-0-24").inputs["cidrIpv4"],
      "192.168.7.0/24",
    );
  });

  it("admits nobody without clients", async () => {
    const { states } = await make({ clients: [] });
    assert.equal(statesOf(states, types.securityGroupIngressRule).length, 0);
  });

  it("is an endpoint, its group and a rule a client: nothing else", async () => {
    const own = awsStates((await make()).states).filter(({ urn }) => urn.includes("ExecuteApiEndpoint"));
    assert.deepEqual(labelsOf(own), [
      "SecurityGroup seoul.endpoint",
      "SecurityGroupIngressRule seoul.from-10-0-0-0-16",
      "VpcEndpoint seoul.endpoint",
    ]);
  });

  it("tells its outputs, of its names the one that is good everywhere", async () => {
    const { result, states } = await make({ privateDns: true });
    const outputs = {
      endpointId: await valueOf(result.endpointId),
      dnsName: await valueOf(result.dnsName),
      hostedZoneId: await valueOf(result.hostedZoneId),
      securityGroupId: await valueOf(result.securityGroupId),
    };
    const endpoint = stateOf(states, types.endpoint, "seoul.endpoint");
    assert.equal(outputs.endpointId, endpoint.id);
    assert.equal(outputs.securityGroupId, stateOf(states, types.securityGroup, "seoul.endpoint").id);
    assert.match(
      outputs.dnsName,
      /^vpce-[0-9a-f]+-[a-z0-9]+\.execute-api\.ap-northeast-2\.vpce\.amazonaws\.com$/,
    );
    assert.ok(outputs.dnsName.startsWith(`${outputs.endpointId}-`));
    const [regional] = endpoint.outputs["dnsEntries"] as { hostedZoneId: string }[];
    assert.equal(outputs.hostedZoneId, regional?.hostedZoneId, "the zone of that very name");
    assert.deepEqual(stateOf(states, "apilink:index:ExecuteApiEndpoint", "seoul").outputs, outputs);
  });

  it("has the addresses that it is given, one a subnet in their order", async () => {
    const addresses = ["10.0.0.20", "10.0.16.21"];
    const ranges = statesOf((await make()).states, types.subnet).map(({ inputs }) => inputs["cidrBlock"]);
    assert.deepEqual(ranges, ["10.0.0.0/20", "10.0.16.0/20"], "the addresses lie in these");
    const { states } = await make({ addresses });
    const subnets = [1, 2].map((n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).id);
    const { inputs, outputs } = stateOf(states, types.endpoint, "seoul.endpoint");
    const pinned = addresses.map((ipv4, index) => ({ subnetId: subnets[index], ipv4 }));
    assert.deepEqual(inputs["subnetConfigurations"], pinned);
    assert.deepEqual(inputs["subnetIds"], subnets, "AWS's provider wants each of them here, too");
    assert.deepEqual(
      (outputs["subnetConfigurations"] as { ipv4: string }[]).map(({ ipv4 }) => ipv4),
      addresses,
    );
  });

  it("refuses addresses that cannot be its own", async () => {
    const problems = (addresses: readonly string[], subnetIds: readonly string[]) =>
      problemsOf(
        () => new ExecuteApiEndpoint("seoul", { vpcId: "vpc-1", subnetIds, region, clients: [], addresses }),
      );
    assert.deepEqual(await problems(["10.0.0.20"], ["subnet-1", "subnet-2"]), [
      { propertyPath: "addresses", reason: "must hold one address for each of 2 subnets, not 1" },
    ]);
    assert.deepEqual(
      await problems(["10.0.0.20", "10.0.0.20", "10.0.0.256"], ["subnet-1", "subnet-2", "subnet-3"]),
      [
        { propertyPath: "addresses[1]", reason: "10.0.0.20 is given twice" },
        { propertyPath: "addresses[2]", reason: '"10.0.0.256" is no IPv4 address, such as 10.0.0.10' },
      ],
    );
  });

  it("refuses clients that are no ranges, all at once", async () => {
    const clients = ["10.0.0.0/16", "10.0.0.1/8", "everybody"];
    assert.deepEqual(
      await problemsOf(
        () => new ExecuteApiEndpoint("seoul", { vpcId: "vpc-1", subnetIds: [], region, clients }),
      ),
      [
        { propertyPath: "clients[1]", reason: "10.0.0.1/8 has host bits set: write 10.0.0.0/8" },
        { propertyPath: "clients[2]", reason: '"everybody" is no IPv4 range, such as 10.0.0.0/16' },
      ],
    );
  });
});
