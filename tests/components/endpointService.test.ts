import assert from "node:assert/strict";
import { EndpointService, Network, type EndpointServiceArgs } from "../../components";
import { compare } from "../../components/compare";
import { webPage } from "../../components/webPage";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, comesBefore, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const consumers = [accountIds.apis];
const clients = ["10.8.0.0/16"];
type Choice = Partial<Omit<EndpointServiceArgs, "vpcId" | "subnetIds">> & { readonly zones?: number };
const make = ({ zones = 2, ...args }: Choice = {}, name = "web") =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("networks") };
    const { vpcId, isolatedSubnetIds } = new Network("seoul", { cidr: "10.0.0.0/16", region, zones }, opts);
    return new EndpointService(
      name,
      { vpcId, subnetIds: isolatedSubnetIds, region, consumers, clients, ...args },
      opts,
    );
  });

const subnetsOf = (states: readonly ResourceState[]) =>
  statesOf(states, types.subnet)
    .filter(({ urn }) => nameOf(urn).startsWith("seoul.isolated-"))
    .map(({ id }) => id);

const instancesOf = (states: readonly ResourceState[]) =>
  [...statesOf(states, types.instance)].sort((one, other) => compare(nameOf(one.urn), nameOf(other.urn)));

/** A resource's inputs without its tags, which `conventions.test.ts` looks at. */
function untagged({ inputs }: ResourceState) {
  const { tags, ...rest } = inputs;
  assert.ok(tags !== undefined);
  return rest;
}

describe("EndpointService", () => {
  it("is instances behind a balancer behind a service, and nothing else", async () => {
    const own = awsStates((await make()).states).filter(({ urn }) => urn.includes("EndpointService"));
    assert.deepEqual(labelsOf(own), [
      "Instance web.instance-1",
      "Instance web.instance-2",
      "Listener web.listener",
      "LoadBalancer web.balancer",
      "PlacementGroup web.placement",
      "SecurityGroup web.balancer",
      "SecurityGroup web.instances",
      "SecurityGroupEgressRule web.to-instances",
      "SecurityGroupIngressRule web.from-10-8-0-0-16",
      "SecurityGroupIngressRule web.from-balancer",
      "TargetGroup web.targets",
      "TargetGroupAttachment web.target-1",
      "TargetGroupAttachment web.target-2",
      "VpcEndpointService web.service",
    ]);
  });

  it("divides the instances among the subnets in turn", async () => {
    const { states } = await make({ instances: 5, zones: 3 });
    const [first, second, third] = subnetsOf(states);
    assert.deepEqual(
      instancesOf(states).map(({ inputs }) => inputs["subnetId"]),
      [first, second, third, first, second],
    );
  });

  it("runs instances that take tokens only, on encrypted disks, without key, public address or role", async () => {
    const { states } = await make({ port: 8080 });
    for (const instance of instancesOf(states)) {
      const { ami, rootBlockDevice, subnetId, ...inputs } = untagged(instance);
      assert.deepEqual(inputs, {
        region,
        instanceType: "t4g.nano",
        associatePublicIpAddress: false,
        vpcSecurityGroupIds: [stateOf(states, types.securityGroup, "web.instances").id],
        placementGroup: stateOf(states, types.placementGroup, "web.placement").outputs["name"],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        userData: webPage(8080),
        userDataReplaceOnChange: true,
      });
      assert.match(String(ami), /^ami-[0-9a-f]{17}$/);
      assert.equal((rootBlockDevice as Record<string, unknown>)["encrypted"], true);
      assert.ok(subnetsOf(states).includes(String(subnetId)));
    }
  });

  it("keeps an instance where a newer image comes out", async () => {
    const asked = (await make()).options.filter(({ ignoreChanges }) => ignoreChanges.length > 0);
    assert.deepEqual(
      asked.map(({ name, ignoreChanges }) => [name, ignoreChanges]),
      [
        ["web.instance-1", ["ami"]],
        ["web.instance-2", ["ami"]],
      ],
    );
  });

  it("tells the instances apart by their names", async () => {
    const names = instancesOf((await make()).states).map(
      ({ inputs }) => (inputs["tags"] as Record<string, string>)["Name"],
    );
    assert.deepEqual(names, ["web.instance-1", "web.instance-2"]);
  });

  for (const [placement, expected] of [
    ["spread", { strategy: "spread" }],
    ["partition", { strategy: "partition", partitionCount: 2 }],
    ["cluster", { strategy: "cluster" }],
  ] as const) {
    it(`places them in a ${placement} group, on a type that it takes`, async () => {
      const { states } = await make({ placement, zones: placement === "cluster" ? 1 : 2 });
      assert.deepEqual(untagged(stateOf(states, types.placementGroup, "web.placement")), {
        region,
        ...expected,
      });
      const kinds = new Set(instancesOf(states).map(({ inputs }) => inputs["instanceType"]));
      assert.deepEqual([...kinds], [placement === "cluster" ? "c7g.medium" : "t4g.nano"]);
    });
  }

  it("takes other partitions and another instance type", async () => {
    const { states } = await make({ placement: "partition", partitions: 5, instanceType: "m7g.medium" });
    assert.equal(stateOf(states, types.placementGroup, "web.placement").inputs["partitionCount"], 5);
    assert.equal(instancesOf(states)[0]?.inputs["instanceType"], "m7g.medium");
  });

  it("admits consumers to the balancer, the balancer to the instances, and lets nothing else in or out", async () => {
    const { states } = await make({ port: 8080, clients: ["10.0.0.0/16", "10.8.0.0/16"] });
    const [balancer, instances] = ["web.balancer", "web.instances"].map((name) => {
      const { id, inputs } = stateOf(states, types.securityGroup, name);
      assert.ok(!("ingress" in inputs) && !("egress" in inputs));
      return id;
    });
    const rulesOf = (type: string) =>
      statesOf(states, type).map((state) => {
        const { description, ...rule } = untagged(state);
        assert.equal(typeof description, "string");
        return rule;
      });
    const open = { region, ipProtocol: "tcp", fromPort: 8080, toPort: 8080 };
    assert.deepEqual(rulesOf(types.securityGroupIngressRule), [
      { ...open, securityGroupId: balancer, cidrIpv4: "10.0.0.0/16" },
      { ...open, securityGroupId: balancer, cidrIpv4: "10.8.0.0/16" },
      { ...open, securityGroupId: instances, referencedSecurityGroupId: balancer },
    ]);
    assert.deepEqual(rulesOf(types.securityGroupEgressRule), [
      { ...open, securityGroupId: balancer, referencedSecurityGroupId: instances },
    ]);
  });

  it("balances inside the VPC, across zones, with a firewall for what comes through PrivateLink", async () => {
    const { states } = await make({ port: 8080 });
    assert.deepEqual(untagged(stateOf(states, types.loadBalancer, "web.balancer")), {
      region,
      namePrefix: "web-",
      internal: true,
      loadBalancerType: "network",
      subnets: subnetsOf(states),
      securityGroups: [stateOf(states, types.securityGroup, "web.balancer").id],
      enableCrossZoneLoadBalancing: true,
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
    });
    assert.deepEqual(untagged(stateOf(states, types.targetGroup, "web.targets")), {
      region,
      namePrefix: "web-",
      vpcId: stateOf(states, types.vpc, "seoul.vpc").id,
      targetType: "instance",
      protocol: "TCP",
      port: 8080,
      healthCheck: { protocol: "TCP" },
    });
    const targetGroupArn = stateOf(states, types.targetGroup, "web.targets").outputs["arn"];
    assert.deepEqual(untagged(stateOf(states, types.listener, "web.listener")), {
      region,
      loadBalancerArn: stateOf(states, types.loadBalancer, "web.balancer").outputs["arn"],
      protocol: "TCP",
      port: 8080,
      defaultActions: [{ type: "forward", targetGroupArn }],
    });
    assert.deepEqual(
      statesOf(states, types.targetGroupAttachment).map(({ inputs }) => inputs),
      instancesOf(states).map(({ id }) => ({ region, targetGroupArn, targetId: id, port: 8080 })),
    );
  });

  it("leaves AWS's provider room for its own 26 characters of a name's 32, however long the service's is", async () => {
    for (const name of ["a".repeat(31), "internal-web", "w"]) {
      const { states } = await make({}, name);
      for (const type of [types.loadBalancer, types.targetGroup]) {
        const [{ inputs } = assert.fail(type)] = statesOf(states, type);
        assert.match(String(inputs["namePrefix"]), /^[a-z0-9]{1,5}-$/);
      }
    }
  });

  it("lets exactly the named accounts ask for a connection, and accepts none by itself", async () => {
    const { states } = await make({ consumers: ["222222222222", "333333333333"] });
    assert.deepEqual(untagged(stateOf(states, types.endpointService, "web.service")), {
      region,
      acceptanceRequired: true,
      networkLoadBalancerArns: [stateOf(states, types.loadBalancer, "web.balancer").outputs["arn"]],
      allowedPrincipals: ["arn:aws:iam::222222222222:root", "arn:aws:iam::333333333333:root"],
    });
  });

  it("lets nobody connect without consumers, and admits nobody without clients", async () => {
    const { states } = await make({ consumers: [], clients: [] });
    assert.deepEqual(stateOf(states, types.endpointService, "web.service").inputs["allowedPrincipals"], []);
    const rules = statesOf(states, types.securityGroupIngressRule).map(({ urn }) => nameOf(urn));
    assert.deepEqual(rules, ["web.from-balancer"]);
  });

  it("lets connections in without acceptance, and from other regions, only where it is told to", async () => {
    const { states } = await make({ acceptance: false, regions: ["us-west-2", region] });
    const { inputs } = stateOf(states, types.endpointService, "web.service");
    assert.equal(inputs["acceptanceRequired"], false);
    assert.deepEqual(inputs["supportedRegions"], [region, "us-west-2"]);
  });

  it("is taken down in the order service, balancer, VPC (guide row E6)", async () => {
    const { states } = await make();
    const chain = [
      stateOf(states, types.vpc, "seoul.vpc"),
      stateOf(states, types.loadBalancer, "web.balancer"),
      stateOf(states, types.endpointService, "web.service"),
    ] as const;
    assert.ok(comesBefore(states, chain[0], chain[1]));
    assert.ok(comesBefore(states, chain[1], chain[2]));
  });

  it("tells its outputs", async () => {
    const { result, states } = await make();
    const outputs = {
      serviceName: await valueOf(result.serviceName),
      serviceId: await valueOf(result.serviceId),
      dnsName: await valueOf(result.dnsName),
    };
    const service = stateOf(states, types.endpointService, "web.service");
    assert.equal(outputs.serviceId, service.id);
    assert.equal(outputs.serviceName, `com.amazonaws.vpce.${region}.${outputs.serviceId}`);
    assert.equal(outputs.dnsName, stateOf(states, types.loadBalancer, "web.balancer").outputs["dnsName"]);
    assert.deepEqual(stateOf(states, "apilink:index:EndpointService", "web").outputs, outputs);
  });

  it("refuses what AWS would refuse, all at once", async () => {
    const needed = { vpcId: "vpc-1", subnetIds: ["subnet-1"], region, consumers, clients };
    const problems = await problemsOf(
      () =>
        new EndpointService("web", {
          ...needed,
          port: 0,
          instances: 8,
          consumers: ["12345"],
          clients: ["all"],
          partitions: 2,
        }),
    );
    assert.deepEqual(problems, [
      { propertyPath: "port", reason: "must be a whole number from 1 to 65535, not 0" },
      { propertyPath: "consumers[0]", reason: '"12345" is no account id of 12 digits' },
      { propertyPath: "clients[0]", reason: '"all" is no IPv4 range, such as 10.0.0.0/16' },
      {
        propertyPath: "instances",
        reason:
          "8 do not fit into a spread placement group, which takes 7 running instances a zone: 7 in 1 zone",
      },
      {
        propertyPath: "partitions",
        reason: "a spread placement group has none: leave it out, or set placement to partition",
      },
    ]);
    assert.deepEqual(
      await problemsOf(() => new EndpointService("web", { ...needed, subnetIds: [], instances: 0.5 })),
      [
        { propertyPath: "subnetIds", reason: "must name at least one" },
        { propertyPath: "instances", reason: "must be a whole number from 1, not 0.5" },
      ],
    );
  });
});
