import assert from "node:assert/strict";
import { EndpointService, Network, ServiceConsumer, type ServiceConsumerArgs } from "../../components";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { accountOfState, awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const cidr = "10.0.0.0/16";

interface Choice extends Partial<Pick<ServiceConsumerArgs, "port" | "clients">> {
  readonly acceptance?: boolean;
  readonly accepts?: boolean;
  /** The consumer's region. */
  readonly from?: string;
}

/** A consumer in one account, whose VPC has the same range as the service's in another. */
const make = ({
  acceptance = true,
  accepts = acceptance,
  from = region,
  port = 80,
  clients = [cidr],
}: Choice = {}) =>
  onEmbeddedCloud(() => {
    const [provider, own] = [{ provider: providerFor("apis") }, { provider: providerFor("networks") }];
    const far = new Network("far", { cidr, region }, provider);
    const { serviceName, serviceId } = new EndpointService(
      "web",
      {
        vpcId: far.vpcId,
        subnetIds: far.isolatedSubnetIds,
        region,
        port,
        acceptance,
        consumers: [accountIds.networks],
        clients,
        regions: from === region ? [] : [from],
      },
      provider,
    );
    const near = new Network("custom", { cidr, region: from }, own);
    return new ServiceConsumer(
      "custom.web",
      {
        vpcId: near.vpcId,
        subnetIds: near.isolatedSubnetIds,
        region: from,
        serviceName,
        serviceRegion: region,
        port,
        clients,
        ...(accepts && { acceptance: { serviceId, region, ...provider } }),
      },
      own,
    );
  });

describe("ServiceConsumer", () => {
  it("is an endpoint, its group, a rule a client and the acceptance: nothing else", async () => {
    const own = awsStates((await make()).states).filter(({ urn }) => urn.includes("ServiceConsumer"));
    assert.deepEqual(labelsOf(own), [
      "SecurityGroup custom.web.endpoint",
      "SecurityGroupIngressRule custom.web.from-10-0-0-0-16",
      "VpcEndpoint custom.web.endpoint",
      "VpcEndpointConnectionAccepter custom.web.accept",
    ]);
  });

  it("is an interface endpoint of the service without private DNS", async () => {
    const { states } = await make();
    const { tags, ...inputs } = stateOf(states, types.endpoint, "custom.web.endpoint").inputs;
    assert.ok(tags !== undefined);
    assert.deepEqual(inputs, {
      region,
      vpcId: stateOf(states, types.vpc, "custom.vpc").id,
      vpcEndpointType: "Interface",
      serviceName: stateOf(states, types.endpointService, "web.service").outputs["serviceName"],
      subnetIds: [1, 2].map((n) => stateOf(states, types.subnet, `custom.isolated-${n}`).id),
      securityGroupIds: [stateOf(states, types.securityGroup, "custom.web.endpoint").id],
      privateDnsEnabled: false,
    });
  });

  it("admits the service's port from each client, and nothing else in or out", async () => {
    const { states } = await make({ port: 8080, clients: ["10.0.0.0/16", "10.9.0.0/16"] });
    const securityGroupId = stateOf(states, types.securityGroup, "custom.web.endpoint").id;
    const rules = statesOf(states, types.securityGroupIngressRule)
      .filter(({ inputs }) => inputs["securityGroupId"] === securityGroupId)
      .map(({ inputs }) => [inputs["ipProtocol"], inputs["fromPort"], inputs["toPort"], inputs["cidrIpv4"]]);
    assert.deepEqual(rules, [
      ["tcp", 8080, 8080, "10.0.0.0/16"],
      ["tcp", 8080, 8080, "10.9.0.0/16"],
    ]);
    const out = statesOf(states, types.securityGroupEgressRule).filter(
      ({ inputs }) => inputs["securityGroupId"] === securityGroupId,
    );
    assert.deepEqual(out, []);
  });

  it("is accepted by the service's account, in the service's region", async () => {
    const { states } = await make({ from: "us-west-2" });
    const accepter = stateOf(states, types.endpointAccepter, "custom.web.accept");
    const [service, endpoint] = [
      stateOf(states, types.endpointService, "web.service"),
      stateOf(states, types.endpoint, "custom.web.endpoint"),
    ];
    assert.deepEqual(accepter.inputs, {
      region,
      vpcEndpointServiceId: service.id,
      vpcEndpointId: endpoint.id,
    });
    assert.equal(accountOfState(states, accepter), accountIds.apis);
    assert.equal(accountOfState(states, endpoint), accountIds.networks);
    assert.ok(
      comesBefore(states, service, endpoint),
      "so that it is deleted after its consumers (guide row E6)",
    );
    assert.ok(comesBefore(states, endpoint, accepter));
  });

  it("names the service's region where it is another, and only there", async () => {
    const regionsOf = async (choice: Choice) => {
      const { inputs } = stateOf((await make(choice)).states, types.endpoint, "custom.web.endpoint");
      return [inputs["region"], inputs["serviceRegion"]];
    };
    assert.deepEqual(await regionsOf({ from: "us-west-2" }), ["us-west-2", region]);
    assert.deepEqual(await regionsOf({}), [region, undefined]);
  });

  it("stays pending where nobody accepts it (guide row E1)", async () => {
    const { states } = await make({ accepts: false });
    assert.equal(statesOf(states, types.endpointAccepter).length, 0);
    const { outputs } = stateOf(states, types.endpoint, "custom.web.endpoint");
    assert.equal(outputs["state"], "pendingAcceptance");
  });

  it("needs nobody's acceptance where the service lets consumers in", async () => {
    const { states } = await make({ acceptance: false });
    assert.equal(statesOf(states, types.endpointAccepter).length, 0);
    assert.equal(stateOf(states, types.endpoint, "custom.web.endpoint").outputs["state"], "available");
  });

  it("tells its outputs, and a URL that names the port unless it is 80", async () => {
    for (const [port, suffix] of [
      [80, ""],
      [8080, ":8080"],
    ] as const) {
      const { result, states } = await make({ port });
      const outputs = {
        endpointId: await valueOf(result.endpointId),
        dnsName: await valueOf(result.dnsName),
        url: await valueOf(result.url),
      };
      assert.equal(outputs.endpointId, stateOf(states, types.endpoint, "custom.web.endpoint").id);
      assert.match(outputs.dnsName, /^vpce-[0-9a-f]+-[a-z0-9]+\.vpce-svc-[0-9a-f]+\..*\.amazonaws\.com$/);
      assert.ok(outputs.dnsName.startsWith(`${outputs.endpointId}-`));
      assert.equal(outputs.url, `http://${outputs.dnsName}${suffix}`);
      assert.deepEqual(stateOf(states, "apilink:index:ServiceConsumer", "custom.web").outputs, outputs);
    }
  });

  it("refuses wrong arguments, all at once", async () => {
    const problems = await problemsOf(
      () =>
        new ServiceConsumer("custom.web", {
          vpcId: "vpc-1",
          subnetIds: [],
          region,
          serviceName: "com.amazonaws.vpce.ap-northeast-2.vpce-svc-0123456789abcdef0",
          port: 65536,
          clients: ["10.0.0.1/16"],
        }),
    );
    assert.deepEqual(problems, [
      { propertyPath: "subnetIds", reason: "must name at least one" },
      { propertyPath: "port", reason: "must be a whole number from 1 to 65535, not 65536" },
      { propertyPath: "clients[0]", reason: "10.0.0.1/16 has host bits set: write 10.0.0.0/16" },
    ]);
  });
});
