import assert from "node:assert/strict";
import { Cloud } from "../../../lab/cloud";
import type { Result } from "../../../lab/handler";
import type { Place, Properties } from "../../../lab/resource";
import { signature } from "../../../lab/state";
import { types } from "../../../lab/services/types";
import { isMapping } from "../../../stacks/mapping";
import { MemoryStore } from "../../../lab/world";

/** Account A owns the networks, account B owns the API. */
export const seoul: Place = { account: "111111111111", region: "ap-northeast-2" };
export const oregon: Place = { account: "111111111111", region: "us-west-2" };
export const owner: Place = { account: "222222222222", region: "ap-northeast-2" };

const policy = (action: string): string =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }] });

export const resourcePolicy = policy("execute-api:Invoke");
export const trustPolicy = policy("sts:AssumeRole");

const trustOf = (service: string): string =>
  JSON.stringify({
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });

/** An archive of texts, as the SDK writes it. */
export const archiveOf = (texts: Readonly<Record<string, string>>): Properties => ({
  [signature]: "0def7320c3a5731c473e5ecbe6d01bc7",
  assets: Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      { [signature]: "c44067f5952c0a294b673a41bacd8c17", text },
    ]),
  ),
});

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

/** The regional name of an interface endpoint with its zone, as an alias wants it. */
function aliasOf(made: Landscape, endpoint: string): Properties {
  const entries: unknown = made.output(endpoint, "dnsEntries");
  const [first] = (Array.isArray(entries) ? entries : []).filter(isMapping);
  return { name: first?.["dnsName"], zoneId: first?.["hostedZoneId"], evaluateTargetHealth: false };
}

export const certificate = ({ region, account }: Place): string =>
  `arn:aws:acm:${region}:${account}:certificate/11111111-2222-3333-4444-555555555555`;

/**
 * At least one resource of every type, each one valid: two peered networks, a private API with a domain of its own, a service
 * behind a load balancer that another account uses, and what surrounds them.
 */
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
  { type: types.placementGroup, name: "placement", inputs: () => ({ strategy: "spread" }) },
  {
    type: types.instance,
    name: "web",
    inputs: (made) => ({
      ami: "ami-0123456789abcdef0",
      instanceType: "t4g.nano",
      subnetId: made.id("a"),
      vpcSecurityGroupIds: [made.id("group")],
      placementGroup: made.id("placement"),
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    }),
  },
  {
    type: types.loadBalancer,
    name: "balancer",
    inputs: (made) => ({
      internal: true,
      loadBalancerType: "network",
      securityGroups: [made.id("group")],
      subnetMappings: [
        { subnetId: made.id("a"), privateIpv4Address: "10.0.0.200" },
        { subnetId: made.id("c"), privateIpv4Address: "10.0.16.200" },
      ],
    }),
  },
  {
    type: types.securityGroupEgressRule,
    name: "out",
    inputs: (made) => ({
      securityGroupId: made.id("group"),
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
      cidrIpv4: "10.0.0.0/16",
    }),
  },
  {
    type: types.targetGroup,
    name: "targets",
    inputs: (made) => ({ ...inVpc(made), port: 80, protocol: "TCP" }),
  },
  {
    type: types.targetGroupAttachment,
    name: "target",
    inputs: (made) => ({ targetGroupArn: made.id("targets"), targetId: made.id("web") }),
  },
  {
    type: types.listener,
    name: "listener",
    inputs: (made) => ({
      loadBalancerArn: made.id("balancer"),
      port: 80,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: made.id("targets") }],
    }),
  },
  {
    type: types.endpointService,
    name: "service",
    inputs: (made) => ({
      acceptanceRequired: true,
      allowedPrincipals: [`arn:aws:iam::${owner.account}:root`],
      networkLoadBalancerArns: [made.id("balancer")],
    }),
  },
  { type: types.vpc, name: "consumer", place: owner, inputs: () => ({ cidrBlock: "10.0.0.0/16" }) },
  {
    type: types.subnet,
    name: "consumer.a",
    place: owner,
    inputs: (made) => ({
      vpcId: made.id("consumer"),
      cidrBlock: "10.0.0.0/20",
      availabilityZone: "ap-northeast-2a",
    }),
  },
  {
    type: types.endpoint,
    name: "connection",
    place: owner,
    inputs: (made) => ({
      vpcId: made.id("consumer"),
      serviceName: made.output("service", "serviceName"),
      vpcEndpointType: "Interface",
      subnetIds: [made.id("consumer.a")],
    }),
  },
  {
    type: types.endpointAccepter,
    name: "acceptance",
    inputs: (made) => ({
      vpcEndpointServiceId: made.id("service"),
      vpcEndpointId: made.id("connection"),
    }),
  },
  {
    type: types.domainName,
    name: "domain",
    place: owner,
    inputs: () => ({
      domainName: "srv.example.com",
      certificateArn: certificate(owner),
      endpointConfiguration: { types: "PRIVATE" },
      policy: resourcePolicy,
    }),
  },
  {
    type: types.basePathMapping,
    name: "mapping",
    place: owner,
    inputs: (made) => ({
      domainName: "srv.example.com",
      domainNameId: made.output("domain", "domainNameId"),
      restApi: made.id("api"),
      stageName: "v1",
    }),
  },
  {
    type: types.resourceShare,
    name: "share",
    place: owner,
    inputs: () => ({ allowExternalPrincipals: false }),
  },
  {
    type: types.resourceAssociation,
    name: "shared domain",
    place: owner,
    inputs: (made) => ({
      resourceShareArn: made.id("share"),
      resourceArn: made.output("domain", "arn"),
    }),
  },
  {
    type: types.principalAssociation,
    name: "sharer",
    place: owner,
    inputs: (made) => ({ resourceShareArn: made.id("share"), principal: seoul.account }),
  },
  {
    type: types.domainAssociation,
    name: "access",
    inputs: (made) => ({
      domainNameArn: made.output("domain", "arn"),
      accessAssociationSource: made.id("endpoint"),
      accessAssociationSourceType: "VPCE",
    }),
  },
  {
    type: types.zone,
    name: "zone",
    inputs: (made) => ({ name: "srv.example.com", vpcs: [{ vpcId: made.id("vpc") }] }),
  },
  {
    type: types.record,
    name: "record",
    inputs: (made) => ({
      zoneId: made.id("zone"),
      name: "srv.example.com",
      type: "A",
      aliases: [aliasOf(made, "endpoint")],
    }),
  },
  { type: types.key, name: "encryption key", inputs: () => ({ enableKeyRotation: true }) },
  {
    type: types.table,
    name: "servers",
    inputs: (made) => ({
      billingMode: "PAY_PER_REQUEST",
      hashKey: "instance-id",
      attributes: [{ name: "instance-id", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: made.output("encryption key", "arn") },
    }),
  },
  {
    type: types.role,
    name: "executor",
    inputs: () => ({ assumeRolePolicy: trustOf("lambda.amazonaws.com") }),
  },
  {
    type: types.queue,
    name: "failures",
    inputs: (made) => ({ kmsMasterKeyId: made.output("encryption key", "arn") }),
  },
  {
    type: types.rolePolicy,
    name: "executor-policy",
    inputs: (made) => ({
      role: made.id("executor"),
      policy: JSON.stringify({
        Statement: [
          { Effect: "Allow", Action: "ec2:*NetworkInterface*", Resource: "*" },
          { Effect: "Allow", Action: "sqs:SendMessage", Resource: made.output("failures", "arn") },
        ],
      }),
    }),
  },
  {
    type: types.lambdaFunction,
    name: "canary",
    inputs: (made) => ({
      role: made.output("executor", "arn"),
      runtime: "nodejs24.x",
      handler: "index.handler",
      architectures: ["arm64"],
      code: archiveOf({ "index.js": "exports.handler = () => 1;" }),
      environment: { variables: { TABLE_NAME: made.id("servers") } },
      kmsKeyArn: made.output("encryption key", "arn"),
      reservedConcurrentExecutions: 1,
      vpcConfig: { subnetIds: [made.id("a"), made.id("c")], securityGroupIds: [made.id("group")] },
    }),
  },
  {
    type: types.eventRule,
    name: "schedule",
    inputs: () => ({ scheduleExpression: "rate(5 minutes)" }),
  },
  {
    type: types.lambdaPermission,
    name: "scheduled",
    inputs: (made) => ({
      action: "lambda:InvokeFunction",
      function: made.id("canary"),
      principal: "events.amazonaws.com",
      sourceArn: made.output("schedule", "arn"),
    }),
  },
  {
    type: types.eventTarget,
    name: "calls",
    inputs: (made) => ({ rule: made.id("schedule"), arn: made.output("canary", "arn") }),
  },
  {
    type: types.eventInvokeConfig,
    name: "invocations",
    inputs: (made) => ({
      functionName: made.id("canary"),
      maximumRetryAttempts: 1,
      destinationConfig: { onFailure: { destination: made.output("failures", "arn") } },
    }),
  },
  {
    type: types.metricAlarm,
    name: "failing",
    inputs: () => ({
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 2,
      metricName: "LinkFailures",
      namespace: "apilink",
      period: 300,
      statistic: "Maximum",
      threshold: 0,
      treatMissingData: "breaching",
    }),
  },
];

/** The whole landscape, or the part before a step. */
export function landscape({ before }: { readonly before?: string } = {}): Landscape {
  const made = new Landscape();
  const end = before === undefined ? steps.length : steps.findIndex(({ name }) => name === before);
  for (const { type, name, place, inputs } of steps.slice(0, end)) made.make(type, name, inputs(made), place);
  return made;
}
