import assert from "node:assert/strict";
import { InterfaceEndpoint, Network, type InterfaceEndpointArgs } from "../../components";
import { types } from "../../lab/services/types";
import { onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
type Choice = Partial<Pick<InterfaceEndpointArgs, "service" | "clients" | "privateDns" | "policy">>;
const make = ({ service = "cloudformation", ...args }: Choice = {}) =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("networks") };
    const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
      "seoul",
      { cidr: "10.0.0.0/16", region },
      opts,
    );
    return new InterfaceEndpoint(
      `seoul.${service}`,
      { vpcId, subnetIds, region, service, clients: ["10.0.0.0/16"], ...args },
      opts,
    );
  });

const problems = (args: Partial<InterfaceEndpointArgs>) =>
  problemsOf(
    () =>
      new InterfaceEndpoint("seoul.x", {
        vpcId: "vpc-1",
        subnetIds: ["subnet-1"],
        region,
        service: "cloudformation",
        clients: [],
        ...args,
      }),
  );

describe("InterfaceEndpoint", () => {
  it("leads to the service from the given subnets, by the service's own names unless told otherwise", async () => {
    const { states } = await make();
    const { tags, ...inputs } = stateOf(states, types.endpoint, "seoul.cloudformation.endpoint").inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      vpcId: stateOf(states, types.vpc, "seoul.vpc").id,
      vpcEndpointType: "Interface",
      serviceName: "com.amazonaws.ap-northeast-2.cloudformation",
      subnetIds: [1, 2].map((n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).id),
      securityGroupIds: [stateOf(states, types.securityGroup, "seoul.cloudformation.endpoint").id],
      privateDnsEnabled: true,
    });
    const off = await make({ privateDns: false });
    const { inputs: silent } = stateOf(off.states, types.endpoint, "seoul.cloudformation.endpoint");
    assert.equal(silent["privateDnsEnabled"], false);
  });

  it("is an endpoint, its group and a rule a client: nothing else", async () => {
    const { states } = await make({ clients: ["10.0.0.0/16", "192.168.7.0/24"] });
    const own = awsStates(states).filter(({ urn }) => urn.includes("apilink:index:InterfaceEndpoint$"));
    assert.deepEqual(labelsOf(own), [
      "SecurityGroup seoul.cloudformation.endpoint",
      "SecurityGroupIngressRule seoul.cloudformation.from-10-0-0-0-16",
      "SecurityGroupIngressRule seoul.cloudformation.from-192-168-7-0-24",
      "VpcEndpoint seoul.cloudformation.endpoint",
    ]);
  });

  it("admits the service's own ports, and no other", async () => {
    for (const [service, ports] of [
      ["cloudformation", [443]],
      ["cassandra", [9142]],
      ["email-smtp", [25, 465, 587, 2465, 2587]],
    ] as const) {
      const { states } = await make({ service });
      const rules = statesOf(states, types.securityGroupIngressRule).map(({ inputs }) => inputs);
      assert.deepEqual(
        rules.map(({ fromPort, toPort, ipProtocol, cidrIpv4 }) => [ipProtocol, fromPort, toPort, cidrIpv4]),
        ports.map((port) => ["tcp", port, port, "10.0.0.0/16"]),
      );
    }
  });

  it("takes a policy, keeps it as its own, and has AWS's without one", async () => {
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: "*", Action: "cloudformation:DescribeStacks", Resource: "*" },
      ],
    });
    const { states, options } = await make({ policy });
    assert.equal(stateOf(states, types.endpoint, "seoul.cloudformation.endpoint").inputs["policy"], policy);
    assert.deepEqual(
      options.flatMap(({ ignoreChanges }) => ignoreChanges),
      [],
    );
    const plain = stateOf((await make()).states, types.endpoint, "seoul.cloudformation.endpoint");
    assert.equal(plain.inputs["policy"], undefined);
  });

  it("answers the names of S3 inside the VPC, too, so that AWS asks for no gateway endpoint", async () => {
    const dnsOptionsOf = async (choice: Choice): Promise<unknown> =>
      stateOf((await make({ service: "s3", ...choice })).states, types.endpoint, "seoul.s3.endpoint").inputs[
        "dnsOptions"
      ];
    assert.deepEqual(await dnsOptionsOf({}), { privateDnsOnlyForInboundResolverEndpoint: false });
    assert.equal(await dnsOptionsOf({ privateDns: false }), undefined, "AWS takes it with private DNS only");
  });

  it("tells its outputs", async () => {
    const { result, states } = await make();
    const outputs = {
      endpointId: await valueOf(result.endpointId),
      dnsName: await valueOf(result.dnsName),
      hostedZoneId: await valueOf(result.hostedZoneId),
      securityGroupId: await valueOf(result.securityGroupId),
    };
    const endpoint = stateOf(states, types.endpoint, "seoul.cloudformation.endpoint");
    const [regional] = endpoint.outputs["dnsEntries"] as { dnsName: string; hostedZoneId: string }[];
    assert.deepEqual(outputs, {
      endpointId: endpoint.id,
      ...regional,
      securityGroupId: stateOf(states, types.securityGroup, "seoul.cloudformation.endpoint").id,
    });
    assert.deepEqual(
      stateOf(states, "apilink:index:InterfaceEndpoint", "seoul.cloudformation").outputs,
      outputs,
    );
  });

  it("refuses a service that there is none of", async () => {
    const reason = '"cloudfront" is no service that interface endpoints lead to, such as cloudformation';
    assert.deepEqual(await problems({ service: "cloudfront" }), [{ propertyPath: "service", reason }]);
  });

  it("refuses private DNS of a service that has none, and makes its endpoint without", async () => {
    const reason = "dynamodb has no private DNS names: set it to false";
    assert.deepEqual(await problems({ service: "dynamodb" }), [{ propertyPath: "privateDns", reason }]);
    const { states } = await make({ service: "dynamodb", privateDns: false });
    assert.equal(stateOf(states, types.endpoint, "seoul.dynamodb.endpoint").inputs["dnsOptions"], undefined);
  });

  it("refuses to stand nowhere, and clients that are no ranges, all at once", async () => {
    assert.deepEqual(await problems({ subnetIds: [], clients: ["10.0.0.1/8"] }), [
      { propertyPath: "subnetIds", reason: "must name at least one" },
      { propertyPath: "clients[0]", reason: "10.0.0.1/8 has host bits set: write 10.0.0.0/8" },
    ]);
  });
});
