import { crc32 } from "node:zlib";
import {
  paginateDescribeRouteTables,
  type DescribeRouteTablesCommandOutput,
  type Route,
  type RouteTable,
  type RouteTableAssociation,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext } from "../types";
import { inVpcs } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";

const fields: Fields<RouteTable> = {
  vpcId: "VpcId",
  ownerId: "OwnerId",
  // Each route is a resource of its own below, those that a virtual private gateway has added among them.
  routes: () => [],
  propagatingVgws: () => [],
};

/** Route tables with their associations and their routes. The local routes are not told: each table has them. */
export const routeTableReader = inVpcs<DescribeRouteTablesCommandOutput, RouteTable>({
  permission: "ec2:DescribeRouteTables",
  types: [types.routeTable, types.defaultRouteTable, types.routeTableAssociation, types.route],
  paginate: paginateDescribeRouteTables,
  items: ({ RouteTables }) => RouteTables,
  filter: "vpc-id",
  resources: (table, context) => {
    const routes = (table.Routes ?? []).filter(isOwn).map((route) => routeOf(route, table, context));
    const associations = (table.Associations ?? [])
      .filter(isWithSomething)
      .map((association) => associationOf(association, context));
    const tags = tagsOf(table.Tags);
    const type = isMain(table) && !isNamed(table, context) ? types.defaultRouteTable : types.routeTable;
    // A main table as it was born says nothing.
    if (type === types.defaultRouteTable && routes.length + associations.length === 0) return [];
    return [
      regional(context, type, table.RouteTableId, outputsFrom(table, fields), tags),
      ...associations,
      ...routes,
    ];
  },
});

function isMain({ Associations = [] }: RouteTable): boolean {
  return Associations.some(({ Main }) => Main === true);
}

/** Whether the program has made the table, or adopts it. */
function isNamed({ RouteTableId = "", Tags }: RouteTable, { topology, adopted }: ReadContext): boolean {
  return tagsOf(Tags)["apilink:topology"] === topology || adopted.routeTableIds.includes(RouteTableId);
}

/** A main table is associated with its VPC, which is no association of Pulumi's. */
function isWithSomething({ Main, SubnetId, GatewayId }: RouteTableAssociation): boolean {
  return Main !== true && (SubnetId ?? GatewayId) !== undefined;
}

const associationFields: Fields<RouteTableAssociation> = {
  routeTableId: "RouteTableId",
  subnetId: "SubnetId",
  gatewayId: "GatewayId",
};

function associationOf(association: RouteTableAssociation, context: ReadContext): LiveResource {
  const { RouteTableAssociationId: id } = association;
  return regional(context, types.routeTableAssociation, id, outputsFrom(association, associationFields));
}

/** A gateway endpoint's route to its prefix list belongs to the endpoint, which names the table. */
function isOwn({ GatewayId, DestinationPrefixListId }: Route): boolean {
  const isEndpoints = DestinationPrefixListId !== undefined && GatewayId?.startsWith("vpce-") === true;
  return GatewayId !== "local" && !isEndpoints;
}

const routeFields: Fields<Route> = {
  destinationCidrBlock: "DestinationCidrBlock",
  destinationIpv6CidrBlock: "DestinationIpv6CidrBlock",
  destinationPrefixListId: "DestinationPrefixListId",
  carrierGatewayId: "CarrierGatewayId",
  coreNetworkArn: "CoreNetworkArn",
  egressOnlyGatewayId: "EgressOnlyInternetGatewayId",
  gatewayId: ({ GatewayId }) => (GatewayId?.startsWith("vpce-") === true ? undefined : GatewayId),
  instanceId: "InstanceId",
  localGatewayId: "LocalGatewayId",
  natGatewayId: "NatGatewayId",
  networkInterfaceId: "NetworkInterfaceId",
  transitGatewayId: "TransitGatewayId",
  vpcEndpointId: ({ GatewayId }) => (GatewayId?.startsWith("vpce-") === true ? GatewayId : undefined),
  vpcPeeringConnectionId: "VpcPeeringConnectionId",
  origin: "Origin",
  state: "State",
};

function routeOf(route: Route, { RouteTableId = "" }: RouteTable, context: ReadContext): LiveResource {
  const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId = "" } = route;
  const destination = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId;
  // The provider's own id: the table and a checksum.
  const id = `r-${RouteTableId}${crc32(destination)}`;
  return regional(context, types.route, id, {
    routeTableId: RouteTableId,
    ...outputsFrom(route, routeFields),
  });
}
