import type { Handler } from "../handler";
import { alarmHandlers } from "./alarms";
import { domainHandlers } from "./domains";
import { endpointHandlers } from "./endpoints";
import { eventRuleHandlers } from "./eventRules";
import { flowLogHandlers } from "./flowLog";
import { gatewayHandlers } from "./gateways";
import { hostedZoneHandlers } from "./hostedZones";
import { iamHandlers } from "./iam";
import { instanceHandlers } from "./instances";
import { keyHandlers } from "./keys";
import { lambdaFunctionHandlers } from "./lambdaFunctions";
import { lambdaSettingHandlers } from "./lambdaSettings";
import { listenerHandlers } from "./listeners";
import { loadBalancerHandlers } from "./loadBalancers";
import { logHandlers } from "./logs";
import { methodHandlers } from "./methods";
import { peeringHandlers } from "./peering";
import { placementGroupHandlers } from "./placementGroups";
import { publishedServiceHandlers } from "./publishedServices";
import { queueHandlers } from "./queues";
import { zonesOf } from "./regions";
import { restApiHandlers } from "./restApi";
import { routeHandlers } from "./routes";
import { securityGroupHandlers } from "./securityGroups";
import { shareHandlers } from "./shares";
import { stageHandlers } from "./stages";
import { subnetHandlers } from "./subnet";
import { tableHandlers } from "./tables";
import { targetGroupHandlers } from "./targetGroups";
import { usagePlanHandlers } from "./usagePlans";
import { vpcHandlers } from "./vpc";

const handlers: readonly Handler[] = [
  ...vpcHandlers,
  ...subnetHandlers,
  ...gatewayHandlers,
  ...routeHandlers,
  ...securityGroupHandlers,
  ...endpointHandlers,
  ...peeringHandlers,
  ...flowLogHandlers,
  ...placementGroupHandlers,
  ...instanceHandlers,
  ...loadBalancerHandlers,
  ...targetGroupHandlers,
  ...listenerHandlers,
  ...publishedServiceHandlers,
  ...restApiHandlers,
  ...methodHandlers,
  ...stageHandlers,
  ...usagePlanHandlers,
  ...domainHandlers,
  ...hostedZoneHandlers,
  ...shareHandlers,
  ...logHandlers,
  ...iamHandlers,
  ...keyHandlers,
  ...tableHandlers,
  ...lambdaFunctionHandlers,
  ...lambdaSettingHandlers,
  ...queueHandlers,
  ...eventRuleHandlers,
  ...alarmHandlers,
];

const byType = new Map(handlers.map((handler) => [handler.type, inKnownRegion(handler)]));

/** The handler of a type token, or undefined where the embedded cloud does not know the type. */
export function handlerOf(type: string): Handler | undefined {
  return byType.get(type);
}

/** Every type that the embedded cloud knows. */
export function knownTypes(): readonly string[] {
  return [...byType.keys()];
}

/** No service answers in a region that does not exist. */
function inKnownRegion(handler: Handler): Handler {
  return {
    ...handler,
    outputs: (request, world) => {
      zonesOf(request.region);
      return handler.outputs(request, world);
    },
  };
}
