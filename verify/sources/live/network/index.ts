import type { Reader } from "../types";
import { endpointReader } from "./endpoints";
import { endpointServiceReader } from "./endpointServices";
import { flowLogReader } from "./flowLogs";
import { gatewayReaders } from "./gateways";
import { hostedZoneReader } from "./hostedZones";
import { instanceReader } from "./instances";
import { listenerReader } from "./listeners";
import { loadBalancerReader } from "./loadBalancers";
import { networkAclReader } from "./networkAcls";
import { peeringReader } from "./peerings";
import { placementGroupReader } from "./placementGroups";
import { resourceShareReader } from "./resourceShares";
import { routeTableReader } from "./routeTables";
import { securityGroupReader } from "./securityGroups";
import { subnetReader } from "./subnets";
import { targetGroupReader } from "./targetGroups";
import { vpcReader } from "./vpcs";

/** What reads VPCs and what is in them, and the names and shares that lead there. */
export const networkReaders: readonly Reader[] = [
  vpcReader,
  subnetReader,
  routeTableReader,
  ...gatewayReaders,
  networkAclReader,
  peeringReader,
  endpointReader,
  instanceReader,
  placementGroupReader,
  loadBalancerReader,
  flowLogReader,
  hostedZoneReader,
  resourceShareReader,
  securityGroupReader,
  listenerReader,
  targetGroupReader,
  endpointServiceReader,
];
