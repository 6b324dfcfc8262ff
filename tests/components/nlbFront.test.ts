import assert from "node:assert/strict";
import { Network, NlbFront, type NlbFrontArgs } from "../../components";
import { balancerPrefix } from "../../components/balancerPrefix";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf, statesOf } from "../support/states";

const region = "ap-northeast-2";
const certificateArn = `arn:aws:acm:${region}:${accountIds.networks}:certificate/01234567-89ab-cdef-0123-456789abcdef`;
const addresses = ["10.0.0.8", "10.0.16.8"];
const targets = ["10.0.0.4", "10.0.16.4"];
const clients = ["10.0.0.0/16", "192.168.0.0/16"];

const make = (args: Partial<NlbFrontArgs> = {}, name = "srv") =>
  onEmbeddedCloud(() => {
    const opts = { provider: providerFor("networks") };
    const { vpcId, isolatedSubnetIds: subnetIds } = new Network(
      "seoul",
      { cidr: "10.0.0.0/16", region },
      opts,
    );
    return new NlbFront(name, { vpcId, subnetIds, region, addresses, clients, targets, ...args }, opts);
  });

/** A resource's inputs without its tags, which `conventions.test.ts` looks at. */
function untagged({ inputs }: ResourceState) {
  const { tags, ...rest } = inputs;
  assert.ok(tags !== undefined);
  return rest;
}

const rulesOf = (states: readonly ResourceState[], type: string) =>
  statesOf(states, type).map((state) => {
    const { description, ...rule } = untagged(state);
    assert.equal(description, "HTTPS");
    return rule;
  });

describe("NlbFront", () => {
  it("is a load balancer with its group, its listener and its targets, and nothing else", async () => {
    const own = awsStates((await make()).states).filter(({ urn }) => urn.includes("NlbFront"));
    assert.deepEqual(labelsOf(own), [
      "Listener srv.front",
      "LoadBalancer srv.front",
      "SecurityGroup srv.front",
      "SecurityGroupEgressRule srv.front-to-10-0-0-4",
      "SecurityGroupEgressRule srv.front-to-10-0-16-4",
      "SecurityGroupIngressRule srv.front-from-10-0-0-0-16",
      "SecurityGroupIngressRule srv.front-from-192-168-0-0-16",
      "TargetGroup srv.front",
      "TargetGroupAttachment srv.front-1",
      "TargetGroupAttachment srv.front-2",
    ]);
  });

  it("is internal, in every subnet at its fixed address, and passes calls on across zones", async () => {
    const { states, options } = await make();
    const [one, two] = [1, 2].map((n) => stateOf(states, types.subnet, `seoul.isolated-${n}`).id);
    assert.deepEqual(untagged(stateOf(states, types.loadBalancer, "srv.front")), {
      region,
      namePrefix: "srv-",
      loadBalancerType: "network",
      internal: true,
      ipAddressType: "ipv4",
      enableCrossZoneLoadBalancing: true,
      securityGroups: [stateOf(states, types.securityGroup, "srv.front").id],
      subnetMappings: [
        { subnetId: one, privateIpv4Address: "10.0.0.8" },
        { subnetId: two, privateIpv4Address: "10.0.16.8" },
      ],
    });
    assert.deepEqual(
      options.filter(({ deleteBeforeReplace }) => deleteBeforeReplace).map(({ type }) => type),
      [types.loadBalancer],
      "two cannot have the same addresses",
    );
  });

  it("admits 443 from the clients, and lets out 443 to the targets: no other port, no other range", async () => {
    const { states } = await make();
    const securityGroupId = stateOf(states, types.securityGroup, "srv.front").id;
    const open = { region, securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    assert.deepEqual(
      rulesOf(states, types.securityGroupIngressRule),
      clients.map((cidrIpv4) => ({ ...open, cidrIpv4 })),
    );
    assert.deepEqual(
      rulesOf(states, types.securityGroupEgressRule),
      targets.map((address) => ({ ...open, cidrIpv4: `${address}/32` })),
    );
  });

  it("passes TCP on to the endpoint's addresses, which see its own and not the caller's", async () => {
    const { states } = await make();
    const group = stateOf(states, types.targetGroup, "srv.front");
    assert.deepEqual(untagged(group), {
      region,
      namePrefix: "srv-",
      vpcId: stateOf(states, types.vpc, "seoul.vpc").id,
      targetType: "ip",
      protocol: "TCP",
      port: 443,
      preserveClientIp: "false",
      healthCheck: { protocol: "TCP" },
    });
    const targetGroupArn = group.outputs["arn"];
    assert.deepEqual(
      statesOf(states, types.targetGroupAttachment).map(({ inputs }) => inputs),
      targets.map((targetId) => ({ region, targetGroupArn, targetId, port: 443 })),
    );
    assert.deepEqual(untagged(stateOf(states, types.listener, "srv.front")), {
      region,
      loadBalancerArn: stateOf(states, types.loadBalancer, "srv.front").outputs["arn"],
      port: 443,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn }],
    });
  });

  it("ends TLS with a certificate, and calls the endpoint by TLS again", async () => {
    const { states } = await make({ certificateArn });
    const {
      protocol,
      certificateArn: shown,
      sslPolicy,
    } = stateOf(states, types.listener, "srv.front").inputs;
    assert.deepEqual(
      [protocol, shown, sslPolicy],
      ["TLS", certificateArn, "ELBSecurityPolicy-TLS13-1-2-2021-06"],
    );
    assert.equal(stateOf(states, types.targetGroup, "srv.front").inputs["protocol"], "TLS");
  });

  it("tells its name and that name's zone", async () => {
    const { result, states } = await make();
    const balancer = stateOf(states, types.loadBalancer, "srv.front").outputs;
    const outputs = {
      dnsName: await valueOf(result.dnsName),
      hostedZoneId: await valueOf(result.hostedZoneId),
    };
    assert.deepEqual(outputs, { dnsName: balancer["dnsName"], hostedZoneId: balancer["zoneId"] });
    assert.match(outputs.dnsName, /^srv-[0-9a-f-]+\.elb\.ap-northeast-2\.amazonaws\.com$/);
    assert.deepEqual(stateOf(states, "apilink:index:NlbFront", "srv").outputs, outputs);
  });

  it("has a name that AWS takes, whatever the API's: 32 letters, digits and dashes, none at the end", async () => {
    for (const name of ["a".repeat(31), `internal-${"x".repeat(22)}`, "a-b-c-d-e-f-g-", "a-----------"]) {
      const { states } = await make({}, name);
      for (const type of [types.loadBalancer, types.targetGroup]) {
        const { name: physical } = stateOf(states, type, `${name}.front`).outputs;
        assert.match(String(physical), /^(?!internal-)[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/, name);
      }
      assert.ok(balancerPrefix(name).length <= 6, "what the provider adds are 26 characters");
    }
  });

  it("refuses what AWS would refuse, or would pass nothing on, all at once", async () => {
    const problems = await problemsOf(
      () =>
        new NlbFront("srv", {
          vpcId: "vpc-1",
          subnetIds: ["subnet-1", "subnet-2"],
          region,
          addresses: ["10.0.0.300"],
          clients: ["everybody"],
          targets: [],
        }),
    );
    assert.deepEqual(problems, [
      { propertyPath: "targets", reason: "must name at least one" },
      { propertyPath: "addresses", reason: "must hold one address for each of 2 subnets, not 1" },
      { propertyPath: "addresses[0]", reason: '"10.0.0.300" is no IPv4 address, such as 10.0.0.10' },
      { propertyPath: "clients[0]", reason: '"everybody" is no IPv4 range, such as 10.0.0.0/16' },
    ]);
  });

  it("refuses an address or a target that is given twice", async () => {
    const problems = await problemsOf(
      () =>
        new NlbFront("srv", {
          vpcId: "vpc-1",
          subnetIds: ["subnet-1", "subnet-2"],
          region,
          addresses: ["10.0.0.4", "10.0.0.4"],
          clients: [],
          targets: ["10.0.0.20", "10.0.16.21", "10.0.0.20"],
        }),
    );
    assert.deepEqual(problems, [
      { propertyPath: "addresses[1]", reason: "10.0.0.4 is given twice" },
      { propertyPath: "targets[2]", reason: "10.0.0.20 is given twice" },
    ]);
  });
});
