import assert from "node:assert/strict";
import { Cloud } from "../../../lab/cloud";
import type { Result } from "../../../lab/handler";
import type { Place, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import { MemoryStore } from "../../../lab/world";

/** Account A owns the networks, account B owns the API. */
export const seoul: Place = { account: "111111111111", region: "ap-northeast-2" };
export const oregon: Place = { account: "111111111111", region: "us-west-2" };
export const owner: Place = { account: "222222222222", region: "ap-northeast-2" };

const policy = (action: string): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }] });

export const resourcePolicy = policy("execute-api:Invoke");
export const trustPolicy = policy("sts:AssumeRole");

export const ids = {
  virtualGateway: "vgw-0aaaaaaaaaaaaaaaa",
  transitGateway: "tgw-0bbbbbbbbbbbbbbbb",
};

/** An embedded cloud with the gateways that are there before any program, and short ways to ask it. */
export class Landscape {
  readonly store = new MemoryStore();
  readonly cloud = new Cloud(this.store);
  private readonly made = new Map<string, { readonly id: string; readonly outputs: Properties }>();

  constructor() {
    this.adopt(types.vpnGateway, seoul, ids.virtualGateway);
    this.adopt(types.transitGateway, { account: "999999999999", region: seoul.region }, ids.transitGateway);
  }

  adopt(type: string, place: Place, id: string, outputs: Properties = {}): void {
    this.store.put({ ...place, type, id, inputs: {}, outputs });
  }

  ask(type: string, name: string, inputs: Properties, place: Place = seoul): Result {
    return this.cloud.create({ ...place, urn: `urn:pulumi:dev::apilink::${type}::${name}`, inputs });
  }

  make(type: string, name: string, inputs: Properties, place: Place = seoul): string {
    const result = this.ask(type, name, inputs, place);
    if (!result.ok) assert.fail(`${name}: ${result.refusal.code}: ${result.refusal.message}`);
    this.made.set(name, result);
    return result.id;
  }

  id(name: string): string {
    return this.get(name).id;
  }

  output(name: string, property: string): unknown {
    return this.get(name).outputs[property];
  }

  private get(name: string): { readonly id: string; readonly outputs: Properties } {
    return this.made.get(name) ?? assert.fail(`nothing was made under the name ${name}`);
  }
}

/** One resource of the landscape: the inputs may name what was made before. */
export interface Step {
  readonly type: string;
  readonly name: string;
  readonly place?: Place;
  readonly inputs: (made: Landscape) => Properties;
}

const inVpc = (made: Landscape): Properties => ({ vpcId: made.id("vpc") });
const rootMethod = (made: Landscape): Properties => ({
  restApi: made.id("api"),
  resourceId: made.output("api", "rootResourceId"),
  httpMethod: "GET",
});

/** At least one resource of every type, each one valid: two peered networks, a private API, and what surrounds them. */
export const steps: readonly Step[] = [
  { type: types.vpc, name: "vpc", inputs: () => ({ cidrBlock: "10.0.0.0/16", enableDnsHostnames: true }) },
  { type: types.vpc, name: "far", place: oregon, inputs: () => ({ cidrBlock: "10.1.0.0/16" }) },
  {
    type: types.subnet,
    name: "a",
    inputs: (made) => ({ ...inVpc(made), cidrBlock: "10.0.0.0/20", availabilityZone: "ap-northeast-2a" }),
  },
  {
    type: types.subnet,
    name: "c",
    inputs: (made) => ({ ...inVpc(made), cidrBlock: "10.0.16.0/20", availabilityZone: "ap-northeast-2c" }),
  },
  {
    type: types.subnet,
    name: "far.a",
    place: oregon,
    inputs: (made) => ({ vpcId: made.id("far"), cidrBlock: "10.1.0.0/20" }),
  },
  { type: types.internetGateway, name: "internet", inputs: inVpc },
  { type: types.routeTable, name: "table", inputs: inVpc },
  {
    type: types.routeTableAssociation,
    name: "association",
    inputs: (made) => ({ routeTableId: made.id("table"), subnetId: made.id("a") }),
  },
  {
    type: types.route,
    name: "route",
    inputs: (made) => ({
      routeTableId: made.id("table"),
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: made.id("internet"),
    }),
  },
  { type: types.defaultSecurityGroup, name: "closed", inputs: inVpc },
  { type: types.securityGroup, name: "group", inputs: inVpc },
  {
    type: types.securityGroupIngressRule,
    name: "rule",
    inputs: (made) => ({
      securityGroupId: made.id("group"),
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: "10.0.0.0/16",
    }),
  },
  {
    type: types.endpoint,
    name: "endpoint",
    inputs: (made) => ({
      ...inVpc(made),
      serviceName: "com.amazonaws.ap-northeast-2.execute-api",
      vpcEndpointType: "Interface",
      privateDnsEnabled: true,
      subnetIds: [made.id("c"), made.id("a")],
      securityGroupIds: [made.id("group")],
    }),
  },
  {
    type: types.endpoint,
    name: "gateway endpoint",
    inputs: (made) => ({
      ...inVpc(made),
      serviceName: "com.amazonaws.ap-northeast-2.s3",
      routeTableIds: [made.id("table")],
    }),
  },
  {
    type: types.endpointPolicy,
    name: "endpoint policy",
    inputs: (made) => ({ vpcEndpointId: made.id("endpoint") }),
  },
  {
    type: types.peering,
    name: "peering",
    inputs: (made) => ({ ...inVpc(made), peerVpcId: made.id("far"), peerRegion: oregon.region }),
  },
  {
    type: types.peeringAccepter,
    name: "accepter",
    place: oregon,
    inputs: (made) => ({ vpcPeeringConnectionId: made.id("peering"), autoAccept: true }),
  },
  {
    type: types.peeringOptions,
    name: "options",
    inputs: (made) => ({
      vpcPeeringConnectionId: made.id("peering"),
      requester: { allowRemoteVpcDnsResolution: true },
    }),
  },
  {
    type: types.vpnGatewayAttachment,
    name: "vpn",
    inputs: (made) => ({ ...inVpc(made), vpnGatewayId: ids.virtualGateway }),
  },
  {
    type: types.transitGatewayAttachment,
    name: "transit",
    inputs: (made) => ({ ...inVpc(made), transitGatewayId: ids.transitGateway, subnetIds: [made.id("a")] }),
  },
  { type: types.logGroup, name: "logs", inputs: () => ({}) },
  { type: types.role, name: "role", inputs: () => ({ assumeRolePolicy: trustPolicy }) },
  {
    type: types.rolePolicy,
    name: "role policy",
    inputs: (made) => ({ role: made.id("role"), policy: policy("logs:*") }),
  },
  {
    type: types.rolePolicyAttachment,
    name: "attachment",
    inputs: (made) => ({ role: made.id("role"), policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  },
  {
    type: types.flowLog,
    name: "flow",
    inputs: (made) => ({
      ...inVpc(made),
      trafficType: "ALL",
      iamRoleArn: made.output("role", "arn"),
      logDestination: made.output("logs", "arn"),
    }),
  },
  {
    type: types.restApi,
    name: "api",
    place: owner,
    inputs: (made) => ({
      endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [made.id("endpoint")] },
    }),
  },
  {
    type: types.apiResource,
    name: "resource",
    place: owner,
    inputs: (made) => ({
      restApi: made.id("api"),
      parentId: made.output("api", "rootResourceId"),
      pathPart: "srv",
    }),
  },
  {
    type: types.method,
    name: "method",
    place: owner,
    inputs: (made) => ({ ...rootMethod(made), authorization: "NONE" }),
  },
  {
    type: types.methodResponse,
    name: "response",
    place: owner,
    inputs: (made) => ({ ...rootMethod(made), statusCode: "200" }),
  },
  {
    type: types.integration,
    name: "integration",
    place: owner,
    inputs: (made) => ({ ...rootMethod(made), type: "MOCK" }),
  },
  {
    type: types.integrationResponse,
    name: "integration response",
    place: owner,
    inputs: (made) => ({ ...rootMethod(made), statusCode: "200" }),
  },
  {
    type: types.restApiPolicy,
    name: "resource policy",
    place: owner,
    inputs: (made) => ({ restApiId: made.id("api"), policy: resourcePolicy }),
  },
  {
    type: types.deployment,
    name: "deployment",
    place: owner,
    inputs: (made) => ({ restApi: made.id("api") }),
  },
  {
    type: types.gatewayAccount,
    name: "account",
    place: owner,
    inputs: () => ({ cloudwatchRoleArn: `arn:aws:iam::${owner.account}:role/api-logs` }),
  },
  {
    type: types.stage,
    name: "stage",
    place: owner,
    inputs: (made) => ({ restApi: made.id("api"), deployment: made.id("deployment"), stageName: "v1" }),
  },
  {
    type: types.methodSettings,
    name: "settings",
    place: owner,
    inputs: (made) => ({
      restApi: made.id("api"),
      stageName: "v1",
      methodPath: "*/*",
      settings: { metricsEnabled: true },
    }),
  },
  { type: types.apiKey, name: "key", place: owner, inputs: () => ({}) },
  {
    type: types.usagePlan,
    name: "plan",
    place: owner,
    inputs: (made) => ({ apiStages: [{ apiId: made.id("api"), stage: "v1" }] }),
  },
  {
    type: types.usagePlanKey,
    name: "plan key",
    place: owner,
    inputs: (made) => ({ usagePlanId: made.id("plan"), keyId: made.id("key"), keyType: "API_KEY" }),
  },
];

/** The whole landscape, or the part before a step. */
export function landscape({ before }: { readonly before?: string } = {}): Landscape {
  const made = new Landscape();
  const end = before === undefined ? steps.length : steps.findIndex(({ name }) => name === before);
  for (const { type, name, place, inputs } of steps.slice(0, end)) made.make(type, name, inputs(made), place);
  return made;
}
