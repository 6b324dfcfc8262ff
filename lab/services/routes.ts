import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { regional, requiredText, tagged, text, unset } from "./fields";
import { transitGatewaySeenFrom, vpcsOfVpnGateway } from "./gateways";
import { arn, ec2Id, hash, numberFrom } from "./names";
import { peeringSeenFrom, sidesOf, statusOf } from "./peering";
import { contains, isRange } from "./ranges";
import { allSet, inPlace, needed, neededVpc, refuseMissing, vpcIdOf } from "./references";
import { types } from "./types";

const routeTable: Handler = {
  type: types.routeTable,
  id: ({ digest }) => ec2Id("rtb", digest),
  replaceOn: ["region", "vpcId"],
  absent: [],
  outputs: (request, world) => {
    neededVpc(request, world);
    return tagged(
      request,
      { propagatingVgws: [], routes: [] },
      { arn: arn(request, "ec2", `route-table/${request.id}`), ownerId: request.account },
    );
  },
  beforeDelete: refuseWhileUsed,
};

const routeTableAssociation: Handler = {
  type: types.routeTableAssociation,
  id: ({ digest }) => ec2Id("rtbassoc", digest),
  replaceOn: ["gatewayId", "region", "subnetId"],
  absent: [],
  outputs: (request, world) => {
    const routeTableId = requiredText(request.inputs, "routeTableId");
    const vpcId = vpcIdOf(request, world, types.routeTable, routeTableId);
    const [member, ...more] = allSet(request, ["subnetId", "gatewayId"]);
    if (member === undefined || more.length > 0) {
      throw new Refusal("InvalidParameterCombination", "Exactly one of subnetId and gatewayId must be given");
    }
    const [property, id] = member;
    const owner = needed(request, world, property === "subnetId" ? types.subnet : types.internetGateway, id);
    if (text(owner.outputs, "vpcId") !== vpcId) {
      const noun = property === "subnetId" ? "subnet" : "gateway";
      const message = `Route table ${routeTableId} and ${noun} ${id} belong to different networks`;
      throw new Refusal("InvalidParameterValue", message);
    }
    if (world.others(request, types.routeTableAssociation, { [property]: id }).length > 0) {
      const message = `the specified association for route table ${routeTableId} conflicts with an existing association`;
      throw new Refusal("Resource.AlreadyAssociated", message);
    }
    return regional(request, unset("gatewayId", "subnetId"));
  },
};

interface Target {
  readonly property: string;
  readonly type: string;
  readonly find: (id: string, request: ResourceRequest, world: World) => CloudResource | undefined;
  /** The VPCs whose route tables may name the target. */
  readonly vpcIds: (target: CloudResource, request: ResourceRequest, world: World) => Iterable<string>;
  /** Whether a route to it may stand inside the VPC's own range. */
  readonly inside: boolean;
}

/** A target in the same account and region that stands in one VPC. */
function within(type: string, property: string, inside: boolean): Target {
  return {
    property,
    type,
    find: (id, request, world) => world.find(request, type, id),
    vpcIds: ({ outputs }) => [requiredText(outputs, "vpcId")],
    inside,
  };
}

/** Route targets by the beginning of their ids. */
const targets: Readonly<Record<string, Target>> = {
  igw: within(types.internetGateway, "gatewayId", false),
  vgw: {
    ...within(types.vpnGateway, "gatewayId", false),
    vpcIds: (target, _request, world) => vpcsOfVpnGateway(target, world),
  },
  nat: within(types.natGateway, "natGatewayId", true),
  eni: within(types.networkInterface, "networkInterfaceId", true),
  vpce: within(types.endpoint, "vpcEndpointId", true),
  pcx: {
    property: "vpcPeeringConnectionId",
    type: types.peering,
    find: (id, request, world) => peeringSeenFrom(request, world, id),
    vpcIds: (target, request) =>
      sidesOf(target)
        .filter(inPlace(request))
        .map(({ vpcId }) => vpcId),
    inside: false,
  },
  tgw: {
    property: "transitGatewayId",
    type: types.transitGateway,
    find: (id, request, world) => transitGatewaySeenFrom(request, world, id),
    vpcIds: (target, _request, world) =>
      world
        .where(types.transitGatewayAttachment, { transitGatewayId: target.id })
        .map(({ outputs }) => requiredText(outputs, "vpcId")),
    inside: false,
  },
};

const targetProperties = [...new Set(Object.values(targets).map(({ property }) => property))];
const otherTargets = [
  "carrierGatewayId",
  "coreNetworkArn",
  "egressOnlyGatewayId",
  "localGatewayId",
  "odbNetworkArn",
];
const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];

const route: Handler = {
  type: types.route,
  id: ({ inputs }) => {
    const destination = destinations.flatMap((key) => text(inputs, key) ?? []).join();
    return `r-${requiredText(inputs, "routeTableId")}${numberFrom(hash(destination))}`;
  },
  replaceOn: [...destinations, "region", "routeTableId"],
  absent: [],
  outputs: (request, world) => {
    const routeTableId = requiredText(request.inputs, "routeTableId");
    const vpcId = vpcIdOf(request, world, types.routeTable, routeTableId);
    const destination = onlyOne(request, destinations);
    const [property, id] = onlyOne(request, [...targetProperties, ...otherTargets]);
    checkDestination(destination);
    const target = targets[id.slice(0, id.indexOf("-"))];
    if (target?.property !== property) {
      throw new Refusal("InvalidGatewayID.NotFound", `The gateway ID '${id}' does not exist`);
    }
    const found = target.find(id, request, world) ?? refuseMissing(target.type, id, request);
    checkTarget(request, world, { routeTableId, vpcId }, target, found);
    if (!target.inside) checkOutside(request, world, vpcId, destination[1]);
    const blackhole = target.type === types.peering && statusOf(found, world) !== "active";
    return regional(
      request,
      { ...unset(...destinations, ...targetProperties, ...otherTargets), networkInterfaceId: "" },
      {
        instanceId: "",
        instanceOwnerId: "",
        origin: "CreateRoute",
        state: blackhole ? "blackhole" : "active",
      },
    );
  },
};

function onlyOne(request: ResourceRequest, keys: readonly string[]): readonly [key: string, value: string] {
  const [first, ...more] = allSet(request, keys);
  if (first !== undefined && more.length === 0) return first;
  throw new Refusal("InvalidParameterCombination", `Exactly one of ${keys.join(", ")} must be given`);
}

function checkDestination([property, value]: readonly [string, string]): void {
  if (property === "destinationCidrBlock" && !isRange(value)) {
    const message = `Value (${value}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`;
    throw new Refusal("InvalidParameterValue", message);
  }
}

function checkTarget(
  request: ResourceRequest,
  world: World,
  table: { readonly routeTableId: string; readonly vpcId: string },
  target: Target,
  found: CloudResource,
): void {
  if ([...target.vpcIds(found, request, world)].includes(table.vpcId)) return;
  // EC2 answers so while the VPC is not attached to the transit gateway.
  if (target.type === types.transitGateway) refuseMissing(target.type, found.id, request);
  const message = `route table ${table.routeTableId} and network gateway ${found.id} belong to different networks`;
  throw new Refusal("InvalidParameterValue", message);
}

/** Source: https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html (more specific routes). */
function checkOutside(request: ResourceRequest, world: World, vpcId: string, destination: string): void {
  const own = text(world.find(request, types.vpc, vpcId)?.outputs ?? {}, "cidrBlock");
  if (own === undefined || !isRange(destination) || !contains(own, destination)) return;
  throw new Refusal(
    "InvalidParameterValue",
    `The destination CIDR block ${destination} is equal to or more specific than one of this VPC's CIDR blocks. ` +
      "This route can target only an interface or an instance.",
  );
}

/** Route tables, what they are associated with, and their routes. */
export const routeHandlers: readonly Handler[] = [routeTable, routeTableAssociation, route];
