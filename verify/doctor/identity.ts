import { types } from "../model/types";

/** How the resources of a type are known again. */
export interface Identity {
  /** Properties that no two of them share, and that never change: with the same ones it is the same resource. */
  readonly key?: readonly string[];
  /** What one lies in, which never changes: others are out of the question. */
  readonly within?: readonly string[];
  /** What those that are alike by their tags are told apart by. */
  readonly by?: readonly string[];
  /** What points to it, where that alone tells which of several it is. */
  readonly pointedAtBy?: { readonly type: string; readonly property: string };
  /** Whether it is one of the program's by the mark in its description, where nothing is there that points to it. */
  readonly isMarked?: true;
}

const inGroup = {
  within: ["securityGroupId"],
  by: [
    "cidrIpv4",
    "cidrIpv6",
    "referencedSecurityGroupId",
    "prefixListId",
    "fromPort",
    "toPort",
    "ipProtocol",
  ],
};
const ofMethod = { key: ["restApi", "resourceId", "httpMethod"] };
const answerOfMethod = { key: [...ofMethod.key, "statusCode"] };

/**
 * In the order of pairing: what others lie in comes before them. Types that are not here come last, and are told by their tags or
 * by all of their properties.
 */
export const identities: ReadonlyMap<string, Identity> = new Map<string, Identity>([
  [types.key, { by: ["description"] }],
  [types.role, { by: ["name"] }],
  [types.rolePolicyAttachment, { key: ["role", "policyArn"] }],
  [types.rolePolicy, { within: ["role"], by: ["name"] }],
  [types.vpc, { by: ["cidrBlock"] }],
  [types.internetGateway, { by: ["vpcId"] }],
  [types.subnet, { within: ["vpcId"], by: ["cidrBlock", "availabilityZone"] }],
  [types.routeTable, { within: ["vpcId"], by: [] }],
  [types.routeTableAssociation, { key: ["subnetId"] }],
  [types.defaultSecurityGroup, { key: ["vpcId"] }],
  [types.securityGroup, { within: ["vpcId"], by: ["description", "name"] }],
  [types.securityGroupIngressRule, inGroup],
  [types.securityGroupEgressRule, inGroup],
  [types.loadBalancer, { by: ["name"] }],
  [types.targetGroup, { by: ["port", "name"] }],
  [types.listener, { key: ["loadBalancerArn", "port"] }],
  [types.instance, { within: ["subnetId"], by: ["privateIp"] }],
  [types.targetGroupAttachment, { key: ["targetGroupArn", "targetId", "port"] }],
  [types.endpointService, { by: ["networkLoadBalancerArns"] }],
  [types.endpoint, { within: ["vpcId", "serviceName"], by: ["vpcEndpointType"] }],
  [types.restApi, { by: ["name"] }],
  [types.endpointPolicy, { key: ["vpcEndpointId"] }],
  [types.peering, { within: ["vpcId", "peerVpcId"] }],
  [types.peeringAccepter, { key: ["vpcPeeringConnectionId"] }],
  [types.peeringOptions, { key: ["vpcPeeringConnectionId"] }],
  [types.vpnGatewayAttachment, { key: ["vpcId", "vpnGatewayId"] }],
  [types.transitGatewayAttachment, { key: ["vpcId", "transitGatewayId"] }],
  [types.route, { key: ["routeTableId", "destinationCidrBlock"] }],
  [types.logGroup, { by: ["name"] }],
  [types.flowLog, { within: ["vpcId"], by: ["logDestination"] }],
  [types.table, { by: ["name"] }],
  [types.queue, { by: ["name"] }],
  [types.endpointAccepter, { key: ["vpcEndpointServiceId", "vpcEndpointId"] }],
  [types.lambdaFunction, { by: ["description", "handler", "name"] }],
  [types.eventInvokeConfig, { key: ["functionName"] }],
  [types.eventRule, { by: ["description", "name"] }],
  [types.lambdaPermission, { within: ["function"], by: ["principal", "action", "sourceArn"] }],
  [types.eventTarget, { within: ["rule"], by: ["arn"] }],
  [types.metricAlarm, { by: ["metricName", "name"] }],
  [types.gatewayAccount, { key: [] }],
  [types.restApiPolicy, { key: ["restApiId"] }],
  [types.apiResource, { key: ["restApi", "path"] }],
  [types.method, ofMethod],
  [types.methodResponse, answerOfMethod],
  [types.integration, ofMethod],
  [types.integrationResponse, answerOfMethod],
  [types.stage, { key: ["restApi", "stageName"] }],
  [
    types.deployment,
    { within: ["restApi"], pointedAtBy: { type: types.stage, property: "deployment" }, isMarked: true },
  ],
  [types.methodSettings, { key: ["restApi", "stageName", "methodPath"] }],
  [types.apiKey, { by: ["description", "name"] }],
  [types.usagePlan, { by: ["name"] }],
  [types.usagePlanKey, { key: ["usagePlanId", "keyId"] }],
  [types.domainName, { key: ["domainName"] }],
  [types.basePathMapping, { within: ["domainName"], by: ["basePath"] }],
  [types.domainAssociation, { key: ["domainNameArn", "accessAssociationSource"] }],
  [types.zone, { by: ["name", "vpcs"] }],
  [types.record, { key: ["zoneId", "name", "type"] }],
  [types.resourceShare, { by: ["name"] }],
  [types.resourceAssociation, { key: ["resourceShareArn", "resourceArn"] }],
  [types.principalAssociation, { key: ["resourceShareArn", "principal"] }],
]);

/** The types in the order of pairing, those of a list that are not in the table last. */
export function pairingOrder(listed: Iterable<string>): readonly string[] {
  return [...new Set([...identities.keys(), ...listed])];
}
