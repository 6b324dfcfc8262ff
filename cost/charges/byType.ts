import { types } from "../../lab/services/types";
import { hours } from "../month";
import { balancer, instance } from "./balancers";
import { endpoint } from "./endpoints";
import { lambdaFunction, table } from "./functions";
import { encryptionKey } from "./keys";
import { logGroup, methodSettings } from "./logs";
import { taken, type ResourceCharges, type Taken } from "./resource";

function each(item: Taken): ResourceCharges {
  return (resource, stack) => taken(resource, stack, [item]);
}

/** What each type that costs something is charged for. */
export const chargedTypes: Readonly<Record<string, ResourceCharges>> = {
  [types.endpoint]: endpoint,
  [types.loadBalancer]: balancer,
  [types.instance]: instance,
  [types.lambdaFunction]: lambdaFunction,
  [types.table]: table,
  [types.logGroup]: logGroup,
  [types.methodSettings]: methodSettings,
  [types.transitGatewayAttachment]: each({
    what: "transit gateway attachment",
    meter: "transitAttachmentHour",
    quantity: hours,
  }),
  [types.key]: encryptionKey,
  [types.zone]: each({ what: "hosted zone", meter: "hostedZone", quantity: 1 }),
  [types.metricAlarm]: each({ what: "alarm", meter: "alarm", quantity: 1 }),
};

/**
 * Types that cost nothing by being there: what passes through some of them is charged with the links, or, of what ends in
 * the queues, left out.
 */
export const freeTypes: ReadonlySet<string> = new Set([
  types.vpc,
  types.subnet,
  types.internetGateway,
  types.routeTable,
  types.routeTableAssociation,
  types.route,
  types.defaultSecurityGroup,
  types.securityGroup,
  types.securityGroupIngressRule,
  types.securityGroupEgressRule,
  types.endpointPolicy,
  types.endpointService,
  types.endpointAccepter,
  types.placementGroup,
  types.targetGroup,
  types.targetGroupAttachment,
  types.listener,
  types.peering,
  types.peeringAccepter,
  types.peeringOptions,
  types.vpnGateway,
  types.vpnGatewayAttachment,
  types.networkInterface,
  types.flowLog,
  types.restApi,
  types.restApiPolicy,
  types.apiResource,
  types.method,
  types.methodResponse,
  types.integration,
  types.integrationResponse,
  types.deployment,
  types.stage,
  types.domainName,
  types.basePathMapping,
  types.domainAssociation,
  types.record,
  types.resourceShare,
  types.resourceAssociation,
  types.principalAssociation,
  types.gatewayAccount,
  types.apiKey,
  types.usagePlan,
  types.usagePlanKey,
  types.role,
  types.rolePolicy,
  types.rolePolicyAttachment,
  types.lambdaPermission,
  types.eventInvokeConfig,
  types.queue,
  types.eventRule,
  types.eventTarget,
]);
