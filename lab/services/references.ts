import type { ResourceRequest } from "../handler";
import type { CloudResource, Place } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { requiredText, text } from "./fields";
import { types } from "./types";

type Missing = readonly [code: string, message: (id: string, place: Place) => string];

const ec2 = (code: string, noun: string): Missing => [code, (id) => `The ${noun} '${id}' does not exist`];
const gateway = (message: string): Missing => ["NotFoundException", () => message];

/**
 * What AWS says of an id that does not exist in the account and region.
 * Codes: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const missing: Readonly<Record<string, Missing>> = {
  [types.vpc]: ec2("InvalidVpcID.NotFound", "vpc ID"),
  [types.subnet]: ec2("InvalidSubnetID.NotFound", "subnet ID"),
  [types.routeTable]: ec2("InvalidRouteTableID.NotFound", "routeTable ID"),
  [types.securityGroup]: ec2("InvalidGroup.NotFound", "security group"),
  [types.internetGateway]: ec2("InvalidGatewayID.NotFound", "gateway ID"),
  [types.vpnGateway]: ec2("InvalidVpnGatewayID.NotFound", "vpnGateway ID"),
  [types.natGateway]: ec2("InvalidNatGatewayID.NotFound", "natGateway ID"),
  [types.networkInterface]: ec2("InvalidNetworkInterfaceID.NotFound", "networkInterface ID"),
  [types.transitGateway]: ec2("InvalidTransitGatewayID.NotFound", "transitGateway ID"),
  [types.endpoint]: ec2("InvalidVpcEndpointId.NotFound", "Vpc Endpoint Id"),
  [types.endpointService]: ec2("InvalidVpcEndpointServiceId.NotFound", "VpcEndpointService Id"),
  [types.placementGroup]: [
    "InvalidPlacementGroup.Unknown",
    (id) => `The Placement Group '${id}' is unknown.`,
  ],
  [types.peering]: ec2("InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection ID"),
  [types.restApi]: [
    "NotFoundException",
    (id, place) => `Invalid API identifier specified ${place.account}:${id}`,
  ],
  [types.apiResource]: gateway("Invalid Resource identifier specified"),
  [types.method]: gateway("Invalid Method identifier specified"),
  [types.methodResponse]: gateway("Invalid Response status code specified"),
  [types.integration]: gateway("No integration defined for method"),
  [types.stage]: gateway("Invalid stage identifier specified"),
  [types.apiKey]: gateway("Invalid API Key identifier specified"),
  [types.usagePlan]: gateway("Invalid Usage Plan ID specified"),
  [types.domainName]: gateway("Invalid domain name identifier specified"),
  [types.resourceShare]: ["UnknownResourceException", (id) => `ResourceShare ${id} could not be found.`],
  [types.deployment]: ["BadRequestException", () => "Deployment id does not exist"],
};

/** @throws Refusal with the code and the message that AWS has for an unknown id of this type. */
export function refuseMissing(type: string, id: string, place: Place): never {
  const [code, message] = missing[type] ?? ec2("NotFound", "resource");
  throw new Refusal(code, message(id, place));
}

/** @throws Refusal where the id does not exist in this account and region. */
export function needed(place: Place, world: World, type: string, id: string): CloudResource {
  return world.find(place, type, id) ?? refuseMissing(type, id, place);
}

/** The VPC that the input `vpcId` names. */
export function neededVpc(request: ResourceRequest, world: World): CloudResource {
  return needed(request, world, types.vpc, requiredText(request.inputs, "vpcId"));
}

/** Children that AWS makes together with a VPC: they have no record of their own, but their ids are real. */
const bornWithVpc: Readonly<Record<string, string>> = {
  [types.routeTable]: "mainRouteTableId",
  [types.securityGroup]: "defaultSecurityGroupId",
};

/**
 * The VPC of a route table or security group, the VPC's main table and default group included.
 *
 * @throws Refusal where it does not exist in this account and region.
 */
export function vpcIdOf(place: Place, world: World, type: string, id: string): string {
  const own = world.find(place, type, id);
  if (own !== undefined) return requiredText(own.outputs, "vpcId");
  const property = bornWithVpc[type];
  const [vpc] =
    property === undefined ? [] : world.where(types.vpc, { [property]: id }).filter(inPlace(place));
  return vpc?.id ?? refuseMissing(type, id, place);
}

/** The properties among `keys` that are set, each with its text. */
export function allSet(
  request: ResourceRequest,
  keys: readonly string[],
): readonly (readonly [string, string])[] {
  return keys.flatMap((key) => {
    const value = text(request.inputs, key);
    return value === undefined ? [] : [[key, value] as const];
  });
}

/** Whether something is in the same account and region. */
export function inPlace(place: Place): (other: Place) => boolean {
  return (other) => other.account === place.account && other.region === place.region;
}
