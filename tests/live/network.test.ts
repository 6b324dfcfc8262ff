import assert from "node:assert/strict";
import { resolve } from "node:path";
import { readStackFile } from "../../stacks/stackFile";
import type { ResourceState } from "../../lab/state";
import { blocks, texts } from "../../verify/model/reading";
import { types } from "../../verify/model/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { networkReaders } from "../../verify/sources/live/network";
import type { LiveResource } from "../../verify/sources/live/types";
import { withMoto } from "../support/moto";
import { awsStates } from "../support/states";
import { withCloud, type Cloud } from "./provision/cloud";
import { networkOn } from "./provision/networkReading";
import { networkProvisions } from "./provision/network";
import { provision, translated } from "./provision/provision";
import { withRoles } from "./support";

/** What the doctor's model reads of each type, and so must be told. */
const needed: Readonly<Record<string, readonly string[]>> = {
  [types.vpc]: [
    "cidrBlock",
    "enableDnsSupport",
    "enableDnsHostnames",
    "mainRouteTableId",
    "ownerId",
    "region",
  ],
  [types.subnet]: ["vpcId", "cidrBlock", "availabilityZone"],
  [types.routeTable]: ["vpcId", "routes"],
  [types.routeTableAssociation]: ["routeTableId", "subnetId"],
  [types.route]: ["routeTableId", "destinationCidrBlock"],
  [types.internetGateway]: ["vpcId"],
  [types.vpnGatewayAttachment]: ["vpcId", "vpnGatewayId"],
  [types.defaultSecurityGroup]: ["vpcId", "ingress", "egress"],
  [types.securityGroup]: ["vpcId", "ingress", "egress"],
  [types.securityGroupIngressRule]: ["securityGroupId", "ipProtocol"],
  [types.securityGroupEgressRule]: ["securityGroupId", "ipProtocol"],
  [types.peering]: ["vpcId", "peerVpcId", "acceptStatus"],
  [types.peeringAccepter]: ["vpcPeeringConnectionId", "acceptStatus"],
  [types.peeringOptions]: ["vpcPeeringConnectionId"],
  [types.endpoint]: [
    ...["vpcId", "vpcEndpointType", "serviceName", "state", "privateDnsEnabled", "ownerId", "region"],
    ...["subnetIds", "routeTableIds", "securityGroupIds", "dnsEntries", "subnetConfigurations"],
  ],
  [types.endpointPolicy]: ["vpcEndpointId", "policy"],
  [types.zone]: ["zoneId", "name", "vpcs"],
  [types.record]: ["zoneId", "name", "fqdn", "type", "aliases"],
  [types.resourceShare]: ["arn"],
  [types.resourceAssociation]: ["resourceShareArn", "resourceArn"],
  [types.principalAssociation]: ["resourceShareArn", "principal"],
  [types.loadBalancer]: [
    ...["arn", "dnsName", "vpcId", "loadBalancerType", "subnets", "subnetMappings", "securityGroups"],
    ...["enableCrossZoneLoadBalancing"],
  ],
  [types.listener]: ["loadBalancerArn", "port", "protocol", "defaultActions"],
  [types.targetGroup]: ["arn", "port", "targetType", "preserveClientIp"],
  [types.targetGroupAttachment]: ["targetGroupArn", "targetId", "port"],
};

/** What AWS tells otherwise than the program's own run, and why. */
const otherwise: readonly (readonly [type: string, property: string, why: string])[] = [
  [types.peering, "acceptStatus", "the run's record is from before the other side accepted"],
  [types.peering, "requester", "the options are set afterwards, by a resource of their own"],
  [types.peeringAccepter, "requester", "likewise"],
  [types.peeringAccepter, "accepter", "likewise"],
  [types.peeringOptions, "requester", "the other side's options are told where they are set"],
  [types.peeringOptions, "accepter", "likewise"],
  [types.resourceShare, "tags", "moto forgets them"],
  [types.resourceShare, "tagsAll", "likewise"],
  [types.endpoint, "state", "the run's is from before the service accepted it"],
  [types.endpoint, "policy", "the run's is from before the policy was set"],
];

describe("networkReaders", function () {
  this.timeout(60_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint);

  const stacks = [
    "Pulumi.dev.yaml",
    "Pulumi.prod.yaml",
    "examples/go-private/2-both.yaml",
    "examples/gateway-endpoint/Pulumi.gateway-endpoint.yaml",
    "examples/nlb-front/insecure.yaml",
    "examples/endpoint-service/Pulumi.endpoint-service.yaml",
    "examples/private-domain/Pulumi.private-domain.yaml",
  ];

  for (const stack of stacks) {
    it(`tell of ${stack} what its program has made`, async () => {
      await moto().reset();
      const { expected, live } = await madeAndRead(stack, cloud());
      assert.deepEqual(Object.keys(live).sort(), Object.keys(expected).sort());
      for (const [key, { type, outputs }] of Object.entries(live)) {
        const told = new Set(Object.keys(outputs));
        for (const property of needed[type] ?? [])
          assert.ok(told.has(property), `${key} tells no ${property}`);
        assert.deepEqual(comparable(type, outputs, told), comparable(type, expected[key] ?? {}, told), key);
      }
    });
  }
});

type Resources<Value> = Readonly<Record<string, Value>>;

/** Runs a stack's program, makes its resources, and reads those of the network; each by what tells it from others. */
async function madeAndRead(
  stack: string,
  { endpoint }: Cloud,
): Promise<{ readonly expected: Resources<Properties>; readonly live: Resources<LiveResource> }> {
  const file = withRoles(readStackFile(resolve(__dirname, "../..", stack)));
  const resources = await resourcesOfProgram(file);
  const network = resources.filter(({ type }) => !type.startsWith("aws:") || type in networkProvisions);
  const made = await provision(network, endpoint);
  const read = new Set(networkReaders.flatMap(({ types: own }) => own));
  const expected = awsStates(resources)
    .filter(({ type }) => read.has(type))
    .map((state) => ({ state, properties: translated(propertiesOf(state), made) as Properties }));
  const { resources: found, unread } = await networkOn(endpoint, file, resources);
  assert.deepEqual(unread, []);
  return {
    expected: Object.fromEntries(
      expected.map(({ state, properties }) => [
        keyOf(state.type, String(translated(state.id, made)), properties),
        properties,
      ]),
    ),
    live: Object.fromEntries(found.map((each) => [keyOf(each.type, each.id, each.outputs), each])),
  };
}

type Properties = Readonly<Record<string, unknown>>;

function propertiesOf({ inputs, outputs }: ResourceState): Properties {
  return { ...inputs, ...outputs };
}

/** What tells resources from each other whose ids Pulumi's provider makes up; and the region, where two places see the same. */
const identities: Readonly<Record<string, readonly string[]>> = {
  [types.route]: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock"],
  [types.vpnGatewayAttachment]: ["vpcId", "vpnGatewayId"],
  [types.targetGroupAttachment]: ["targetGroupArn", "targetId", "port"],
};

function keyOf(type: string, id: string, properties: Properties): string {
  const own = identities[type]?.map((property) => JSON.stringify(properties[property] ?? null));
  return [type, String(properties["region"]), ...(own ?? [id])].join(" ");
}

/** The properties that can be compared: those that are told, and have a value. Lists of ids have no order. */
function comparable(type: string, properties: Properties, told: ReadonlySet<string>): Properties {
  const apart = new Set(otherwise.flatMap(([of, property]) => (of === type ? [property] : [])));
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([property, value]) => told.has(property) && !apart.has(property) && !isNothing(value))
      .map(([property, value]) => [property, inOrder(value)] as const),
  );
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function inOrder(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const [plain, inner] = [texts(value), blocks(value)];
  return plain.length === value.length
    ? [...plain].sort()
    : inner.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
}
