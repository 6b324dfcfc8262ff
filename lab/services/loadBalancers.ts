import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { arnSuffixOf, balancingName, checkBalancingName, nameInArn, refuseTwin } from "./balancing";
import { refuseWhileUsed } from "./dependents";
import { blocks, flag, requiredText, tagged, text, texts, unset } from "./fields";
import { arn, hostedZoneId } from "./names";
import { addressProblem, type AddressProblem } from "./privateAddresses";
import { vpcIdOf } from "./references";
import { types } from "./types";

const loadBalancer: Handler = {
  type: types.loadBalancer,
  id: (request) => {
    const path = `loadbalancer/net/${balancingName(request)}/${request.digest.slice(0, 16)}`;
    return arn(request, "elasticloadbalancing", path);
  },
  replaceOn: ["customerOwnedIpv4Pool", "internal", "loadBalancerType", "name", "namePrefix", "region"],
  absent: [],
  outputs: (request, world) => {
    const { id, region, inputs } = request;
    const type = text(inputs, "loadBalancerType") ?? "application";
    if (type !== "network") {
      const message = `The embedded cloud knows load balancers of type network only, not ${type}`;
      throw new Refusal("UnknownType", message);
    }
    const name = nameInArn(id);
    checkBalancingName(name, "The load balancer");
    refuseTwin(request, world, types.loadBalancer, { name }, () => {
      const message = `A load balancer with the same name '${name}' exists, but with different settings`;
      return new Refusal("DuplicateLoadBalancerName", message);
    });
    const mappings = mappingsOf(inputs);
    const subnets = subnetsOf(request, world, mappings);
    const [first] = subnets;
    const vpcId = requiredText(first?.outputs ?? {}, "vpcId");
    const internal = flag(inputs, "internal") === true;
    if (!internal && world.others(request, types.internetGateway, { vpcId }).length === 0) {
      throw new Refusal("InvalidSubnet", `VPC ${vpcId} has no internet gateway`);
    }
    for (const [index, subnet] of subnets.entries()) checkAddress(request, world, subnet, mappings[index]);
    return tagged(
      request,
      {
        ...unset("accessLogs", "connectionLogs", "customerOwnedIpv4Pool", "healthCheckLogs", "ipamPools"),
        ...unset("minimumLoadBalancerCapacity", "clientKeepAlive", "desyncMitigationMode", "idleTimeout"),
        ...unset("dropInvalidHeaderFields", "enableHttp2", "enableTlsVersionAndCipherSuiteHeaders"),
        ...unset("enableWafFailOpen", "enableXffClientPort", "preserveHostHeader", "xffHeaderProcessingMode"),
        dnsRecordClientRoutingPolicy: "any_availability_zone",
        enableCrossZoneLoadBalancing: false,
        enableDeletionProtection: false,
        enablePrefixForIpv6SourceNat: "off",
        enableZonalShift: false,
        enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
        internal,
        ipAddressType: "ipv4",
        namePrefix: "",
        secondaryIpsAutoAssignedPerSubnet: 0,
      },
      {
        arn: id,
        arnSuffix: arnSuffixOf(id),
        dnsName: `${name}-${id.slice(-16)}.elb.${region}.${partitionOf(region).dnsSuffix}`.toLowerCase(),
        name,
        securityGroups: groupsOf(request, world, vpcId),
        subnetMappings: mappings,
        subnets: subnets.map((subnet) => subnet.id),
        vpcId,
        zoneId: hostedZoneId(balancerZoneOf(region)),
      },
    );
  },
  beforeDelete: refuseWhileUsed,
};

/** What the hosted zone of a region's Network Load Balancers is for. */
export function balancerZoneOf(region: string): string {
  return `elb.${region}.${partitionOf(region).dnsSuffix}`;
}

/** AWS tells the addresses that were asked for, and not those that it chose itself. */
function mappingsOf(inputs: Properties): readonly Properties[] {
  const mapped = blocks(inputs, "subnetMappings");
  return mapped.length > 0 ? mapped : texts(inputs, "subnets").map((subnetId) => ({ subnetId }));
}

/** The subnets in the order of the mappings. */
function subnetsOf(
  request: ResourceRequest,
  world: World,
  mappings: readonly Properties[],
): readonly CloudResource[] {
  if (mappings.length === 0) throw new Refusal("ValidationError", "At least one subnet must be specified");
  const subnets = mappings.map((mapping) => {
    const id = requiredText(mapping, "subnetId");
    const found = world.find(request, types.subnet, id);
    if (found === undefined) throw new Refusal("SubnetNotFound", `The subnet ID '${id}' does not exist`);
    return found;
  });
  if (new Set(subnets.map(({ outputs }) => outputs["vpcId"])).size > 1)
    throw new Refusal("InvalidConfigurationRequest", "All subnets must belong to the same VPC");
  const zones = subnets.map(({ id, outputs }) => text(outputs, "availabilityZone") ?? id);
  if (new Set(zones).size < zones.length) {
    const message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
    throw new Refusal("InvalidConfigurationRequest", message);
  }
  return subnets;
}

const addressProblems: Readonly<Record<AddressProblem, string>> = {
  outside: "is not in the range of",
  reserved: "is reserved in",
  taken: "is in use in",
};

function checkAddress(
  request: ResourceRequest,
  world: World,
  subnet: CloudResource,
  mapping: Properties | undefined,
): void {
  const asked = text(mapping ?? {}, "privateIpv4Address");
  if (asked === undefined) return;
  const problem = addressProblem(request, world, subnet, asked);
  if (problem === undefined) return;
  const message = `The private IPv4 address '${asked}' ${addressProblems[problem]} subnet '${subnet.id}'`;
  throw new Refusal("InvalidConfigurationRequest", message);
}

function groupsOf(request: ResourceRequest, world: World, vpcId: string): readonly string[] {
  const ids = texts(request.inputs, "securityGroups");
  if (ids.some((id) => groupVpcOf(request, world, id) !== vpcId))
    throw new Refusal("InvalidConfigurationRequest", "One or more security groups are invalid");
  return ids;
}

function groupVpcOf(request: ResourceRequest, world: World, id: string): string | undefined {
  try {
    return vpcIdOf(request, world, types.securityGroup, id);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Network Load Balancers. */
export const loadBalancerHandlers: readonly Handler[] = [loadBalancer];
