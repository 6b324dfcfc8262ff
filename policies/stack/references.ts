import { types } from "../types";

/** The properties of AWS's resources that hold ids, and ids of what. */
export const referredTypes: ReadonlyMap<string, string> = new Map([
  ["vpcId", types.vpc],
  ["peerVpcId", types.vpc],
  ["subnetId", types.subnet],
  ["subnetIds", types.subnet],
  ["routeTableId", types.routeTable],
  ["routeTableIds", types.routeTable],
  ["gatewayId", types.internetGateway],
  ["natGatewayId", types.natGateway],
  ["securityGroupId", types.securityGroup],
  ["securityGroupIds", types.securityGroup],
  ["vpcEndpointId", types.endpoint],
  ["vpcPeeringConnectionId", types.peering],
  ["vpcEndpointServiceId", types.endpointService],
  ["restApiId", types.restApi],
  ["restApi", types.restApi],
  ["deployment", types.deployment],
  ["resourceId", types.apiResource],
  ["zoneId", types.zone],
]);
