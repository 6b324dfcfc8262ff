import assert from "node:assert/strict";
import type { Place, Properties } from "../../../lab/resource";
import { types } from "../../../lab/services/types";
import {
  ids,
  landscape,
  oregon,
  owner,
  resourcePolicy,
  seoul,
  steps,
  trustPolicy,
  type Landscape,
} from "./landscape";
import { refuses, refusesToDelete, type Refused } from "./refusing";

const executeApi = "com.amazonaws.ap-northeast-2.execute-api";
const unknownVpc = { vpcId: "vpc-0123456789abcdef0" };
const stranger: Place = { account: "333333333333", region: seoul.region };
const long = (characters: number): string => "a".repeat(characters);

/** A second VPC in Seoul, with one subnet in each of two zones. */
function secondVpc(made: Landscape, settings: Properties = {}): string {
  return made.make(types.vpc, "second", { cidrBlock: "10.2.0.0/16", ...settings });
}

function subnetOf(made: Landscape, vpcId: string, cidrBlock: string, zone: string): string {
  return made.make(types.subnet, `subnet ${cidrBlock}`, { vpcId, cidrBlock, availabilityZone: zone });
}

const networks: readonly Refused[] = [
  {
    name: "a region that does not exist",
    type: types.vpc,
    place: { account: seoul.account, region: "ap-northeast-9" },
    inputs: () => ({ cidrBlock: "10.0.0.0/16" }),
    code: "InvalidRegion",
  },
  {
    name: "a VPC larger than /16",
    type: types.vpc,
    inputs: () => ({ cidrBlock: "10.0.0.0/15" }),
    code: "InvalidVpc.Range",
  },
  {
    name: "a VPC smaller than /28",
    type: types.vpc,
    inputs: () => ({ cidrBlock: "10.0.0.0/29" }),
    code: "InvalidVpc.Range",
  },
  {
    name: "a range with host bits",
    type: types.vpc,
    inputs: () => ({ cidrBlock: "10.0.1.0/16" }),
    code: "InvalidParameterValue",
  },
  {
    name: "a range that is none",
    type: types.vpc,
    inputs: () => ({ cidrBlock: "10.0.0.300/24" }),
    code: "InvalidParameterValue",
  },
  { name: "a VPC without a range", type: types.vpc, inputs: () => ({}), code: "MissingParameter" },
  {
    name: "a subnet in an unknown VPC",
    type: types.subnet,
    like: "a",
    inputs: () => unknownVpc,
    code: "InvalidVpcID.NotFound",
    message: /The vpc ID 'vpc-0123456789abcdef0' does not exist/,
  },
  {
    name: "a subnet sent to another account",
    type: types.subnet,
    place: owner,
    like: "a",
    inputs: () => ({}),
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "a subnet sent to another region",
    type: types.subnet,
    place: oregon,
    like: "a",
    inputs: () => ({ availabilityZone: "us-west-2a" }),
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "a subnet outside its VPC",
    type: types.subnet,
    like: "a",
    inputs: () => ({ cidrBlock: "10.5.0.0/20" }),
    code: "InvalidSubnet.Range",
  },
  {
    name: "a subnet over another one",
    type: types.subnet,
    like: "a",
    inputs: () => ({ cidrBlock: "10.0.8.0/24" }),
    code: "InvalidSubnet.Conflict",
    message: /The CIDR '10.0.8.0\/24' conflicts with another subnet/,
  },
  {
    name: "a subnet in a zone that the region lacks",
    type: types.subnet,
    like: "a",
    inputs: () => ({ availabilityZone: "ap-northeast-2e", cidrBlock: "10.0.64.0/20" }),
    code: "InvalidParameterValue",
    message:
      /Value \(ap-northeast-2e\) for parameter availabilityZone is invalid\. Subnets can currently only be/,
  },
  {
    name: "a second internet gateway",
    type: types.internetGateway,
    inputs: (made) => ({ vpcId: made.id("vpc") }),
    code: "InvalidParameterValue",
  },
  {
    name: "a route table in an unknown VPC",
    type: types.routeTable,
    inputs: () => unknownVpc,
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "an association with an unknown table",
    type: types.routeTableAssociation,
    like: "association",
    inputs: (made) => ({ routeTableId: "rtb-0123456789abcdef0", subnetId: made.id("c") }),
    code: "InvalidRouteTableID.NotFound",
  },
  {
    name: "an association with an unknown subnet",
    type: types.routeTableAssociation,
    like: "association",
    inputs: () => ({ subnetId: "subnet-0123456789abcdef0" }),
    code: "InvalidSubnetID.NotFound",
  },
  {
    name: "a second association of a subnet",
    type: types.routeTableAssociation,
    like: "association",
    inputs: () => ({}),
    code: "Resource.AlreadyAssociated",
  },
  {
    name: "an association across VPCs",
    type: types.routeTableAssociation,
    like: "association",
    inputs: (made) => ({ subnetId: subnetOf(made, secondVpc(made), "10.2.0.0/24", "ap-northeast-2a") }),
    code: "InvalidParameterValue",
    message: /belong to different networks/,
  },
  {
    name: "the same route twice",
    type: types.route,
    like: "route",
    inputs: () => ({}),
    code: "RouteAlreadyExists",
  },
  {
    name: "a route inside the VPC's own range",
    type: types.route,
    like: "route",
    inputs: () => ({ destinationCidrBlock: "10.0.3.0/24" }),
    code: "InvalidParameterValue",
    message: /equal to or more specific than one of this VPC's CIDR blocks/,
  },
  {
    name: "a route without a target",
    type: types.route,
    like: "route",
    inputs: () => ({ destinationCidrBlock: "10.9.0.0/16", gatewayId: null }),
    code: "InvalidParameterCombination",
  },
  {
    name: "a route to an unknown gateway",
    type: types.route,
    like: "route",
    inputs: () => ({ destinationCidrBlock: "10.9.0.0/16", gatewayId: "igw-0123456789abcdef0" }),
    code: "InvalidGatewayID.NotFound",
  },
  {
    name: "a route to another VPC's gateway",
    type: types.route,
    like: "route",
    inputs: (made) => ({
      destinationCidrBlock: "10.9.0.0/16",
      gatewayId: made.make(types.internetGateway, "other gateway", { vpcId: secondVpc(made) }),
    }),
    code: "InvalidParameterValue",
    message: /belong to different networks/,
  },
  {
    name: "a route to an unknown peering connection",
    type: types.route,
    like: "route",
    inputs: () => ({
      destinationCidrBlock: "10.1.0.0/16",
      gatewayId: null,
      vpcPeeringConnectionId: "pcx-0123456789abcdef0",
    }),
    code: "InvalidVpcPeeringConnectionID.NotFound",
  },
  {
    name: "a route to a peering connection of other VPCs",
    type: types.route,
    inputs: (made) => ({
      routeTableId: made.make(types.routeTable, "second table", { vpcId: secondVpc(made) }),
      destinationCidrBlock: "10.1.0.0/16",
      vpcPeeringConnectionId: made.id("peering"),
    }),
    code: "InvalidParameterValue",
  },
  {
    name: "a route to a transit gateway that the VPC is not attached to",
    before: "transit",
    type: types.route,
    like: "route",
    inputs: () => ({
      destinationCidrBlock: "192.168.0.0/16",
      gatewayId: null,
      transitGatewayId: ids.transitGateway,
    }),
    code: "InvalidTransitGatewayID.NotFound",
  },
  {
    name: "a virtual gateway attached to another VPC already",
    type: types.vpnGatewayAttachment,
    like: "vpn",
    inputs: (made) => ({ vpcId: secondVpc(made) }),
    code: "VpnGatewayAttachmentLimitExceeded",
  },
  {
    name: "a second virtual gateway on a VPC",
    type: types.vpnGatewayAttachment,
    like: "vpn",
    inputs: (made) => {
      made.adopt(types.vpnGateway, seoul, "vgw-0cccccccccccccccc");
      return { vpnGatewayId: "vgw-0cccccccccccccccc" };
    },
    code: "InvalidVpcState",
  },
  {
    name: "an unknown virtual gateway",
    type: types.vpnGatewayAttachment,
    like: "vpn",
    inputs: () => ({ vpnGatewayId: "vgw-0123456789abcdef0" }),
    code: "InvalidVpnGatewayID.NotFound",
  },
  {
    name: "an unknown transit gateway",
    type: types.transitGatewayAttachment,
    like: "transit",
    inputs: () => ({ transitGatewayId: "tgw-0123456789abcdef0" }),
    code: "InvalidTransitGatewayID.NotFound",
  },
  {
    name: "a second attachment to the same transit gateway",
    type: types.transitGatewayAttachment,
    like: "transit",
    inputs: () => ({}),
    code: "DuplicateTransitGatewayAttachment",
  },
  {
    name: "a flow log of an unknown VPC",
    type: types.flowLog,
    like: "flow",
    inputs: () => unknownVpc,
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "the same flow log twice",
    type: types.flowLog,
    like: "flow",
    inputs: () => ({}),
    code: "FlowLogAlreadyExists",
  },
];

const firewalls: readonly Refused[] = [
  {
    name: "a group in an unknown VPC",
    type: types.securityGroup,
    inputs: () => unknownVpc,
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "a group that is called as an id is",
    type: types.securityGroup,
    inputs: (made) => ({ vpcId: made.id("vpc"), name: "sg-prod" }),
    code: "InvalidParameterValue",
  },
  {
    name: "two groups of one name in a VPC",
    type: types.securityGroup,
    inputs: (made) => ({ vpcId: made.id("vpc"), name: made.output("group", "name") }),
    code: "InvalidGroup.Duplicate",
  },
  {
    name: "a rule of an unknown group",
    type: types.securityGroupIngressRule,
    like: "rule",
    inputs: () => ({ securityGroupId: "sg-0123456789abcdef0" }),
    code: "InvalidGroup.NotFound",
  },
  {
    name: "the same rule twice",
    type: types.securityGroupIngressRule,
    like: "rule",
    inputs: () => ({}),
    code: "InvalidPermission.Duplicate",
  },
  {
    name: "a rule without a source",
    type: types.securityGroupIngressRule,
    like: "rule",
    inputs: () => ({ cidrIpv4: null }),
    code: "InvalidParameterCombination",
  },
  {
    name: "a rule for a range that is none",
    type: types.securityGroupIngressRule,
    like: "rule",
    inputs: () => ({ cidrIpv4: "10.0.0.1/16" }),
    code: "InvalidParameterValue",
  },
];

const interfaceTo = (vpcId: string, more: Properties = {}): Properties => ({
  vpcId,
  serviceName: executeApi,
  vpcEndpointType: "Interface",
  ...more,
});

const endpoints: readonly Refused[] = [
  ...["enableDnsSupport", "enableDnsHostnames"].map((attribute) => ({
    name: `private DNS while ${attribute} is off (C10)`,
    type: types.endpoint,
    inputs: (made: Landscape) => {
      const vpcId = secondVpc(made, { enableDnsSupport: true, enableDnsHostnames: true, [attribute]: false });
      return interfaceTo(vpcId, { privateDnsEnabled: true });
    },
    code: "InvalidParameter",
    message:
      /^Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for/,
  })),
  {
    name: "a second endpoint with private DNS",
    type: types.endpoint,
    like: "endpoint",
    inputs: () => ({}),
    code: "InvalidParameter",
    message:
      /there is already a conflicting DNS domain for execute-api\.ap-northeast-2\.amazonaws\.com in the VPC vpc-/,
  },
  {
    name: "a subnet of another VPC",
    type: types.endpoint,
    inputs: (made) => interfaceTo(secondVpc(made), { subnetIds: [made.id("a")] }),
    code: "InvalidParameter",
  },
  {
    name: "an unknown subnet",
    type: types.endpoint,
    inputs: (made) => interfaceTo(made.id("vpc"), { subnetIds: ["subnet-0123456789abcdef0"] }),
    code: "InvalidSubnetID.NotFound",
  },
  {
    name: "two subnets in one zone",
    type: types.endpoint,
    inputs: (made) => {
      const vpcId = made.id("vpc");
      return interfaceTo(vpcId, {
        subnetIds: [made.id("a"), subnetOf(made, vpcId, "10.0.32.0/20", "ap-northeast-2a")],
      });
    },
    code: "DuplicateSubnetsInSameZone",
  },
  {
    name: "a subnet in a local zone",
    type: types.endpoint,
    place: oregon,
    inputs: (made) => {
      const local = {
        vpcId: made.id("far"),
        cidrBlock: "10.1.64.0/20",
        availabilityZone: "us-west-2-lax-1a",
      };
      return {
        vpcId: made.id("far"),
        vpcEndpointType: "Interface",
        serviceName: "com.amazonaws.us-west-2.execute-api",
        subnetIds: [made.make(types.subnet, "local", local, oregon)],
      };
    },
    code: "InvalidParameter",
    message: /does not support the availability zone of the subnet/,
  },
  {
    name: "an unknown security group",
    type: types.endpoint,
    inputs: (made) => interfaceTo(made.id("vpc"), { securityGroupIds: ["sg-0123456789abcdef0"] }),
    code: "InvalidGroup.NotFound",
  },
  {
    name: "a security group of another VPC",
    type: types.endpoint,
    inputs: (made) => interfaceTo(secondVpc(made), { securityGroupIds: [made.id("group")] }),
    code: "InvalidParameter",
  },
  {
    name: "another region's service",
    type: types.endpoint,
    inputs: (made) => interfaceTo(made.id("vpc"), { serviceName: "com.amazonaws.us-west-2.execute-api" }),
    code: "InvalidServiceName",
  },
  {
    name: "a gateway endpoint to a service without one",
    type: types.endpoint,
    inputs: (made) => interfaceTo(made.id("vpc"), { vpcEndpointType: "Gateway" }),
    code: "InvalidParameter",
    message: /Endpoint type \(Gateway\) does not match available service types \(\[Interface\]\)\./,
  },
  {
    name: "a gateway endpoint in subnets",
    type: types.endpoint,
    like: "gateway endpoint",
    inputs: (made) => ({ routeTableIds: [], subnetIds: [made.id("a")] }),
    code: "InvalidParameter",
    message: /Subnet IDs are only supported/,
  },
  {
    name: "a gateway endpoint on another VPC's route table",
    type: types.endpoint,
    like: "gateway endpoint",
    inputs: (made) => ({ vpcId: secondVpc(made) }),
    code: "InvalidParameter",
    message: /does not belong to VPC/,
  },
  {
    name: "an interface endpoint on a route table",
    type: types.endpoint,
    inputs: (made) => interfaceTo(made.id("vpc"), { routeTableIds: [made.id("table")] }),
    code: "InvalidParameter",
    message: /Route table IDs are only supported/,
  },
  {
    name: "a second gateway endpoint on a route table",
    type: types.endpoint,
    like: "gateway endpoint",
    inputs: () => ({}),
    code: "RouteAlreadyExists",
  },
  {
    name: "an address outside the subnet",
    type: types.endpoint,
    inputs: (made) =>
      interfaceTo(made.id("vpc"), { subnetConfigurations: [{ subnetId: made.id("a"), ipv4: "10.0.200.9" }] }),
    code: "InvalidParameterValue",
  },
  {
    name: "an endpoint policy that is no JSON",
    type: types.endpointPolicy,
    like: "endpoint policy",
    inputs: () => ({ policy: "allow everything" }),
    code: "InvalidPolicyDocument",
  },
  {
    name: "an endpoint policy that is too long",
    type: types.endpointPolicy,
    like: "endpoint policy",
    inputs: () => ({ policy: resourcePolicy + " ".repeat(20480) }),
    code: "InvalidPolicyDocument",
  },
  {
    name: "a policy of an unknown endpoint",
    type: types.endpointPolicy,
    inputs: () => ({ vpcEndpointId: "vpce-0123456789abcdef0" }),
    code: "InvalidVpcEndpointId.NotFound",
  },
  {
    name: "a policy sent to the wrong account",
    type: types.endpointPolicy,
    place: owner,
    like: "endpoint policy",
    inputs: () => ({}),
    code: "InvalidVpcEndpointId.NotFound",
  },
];

/** Both directions: what is true of a rule is true of the other. */
const egress: readonly Refused[] = [
  {
    name: "the same rule twice",
    type: types.securityGroupEgressRule,
    like: "out",
    inputs: () => ({}),
    code: "InvalidPermission.Duplicate",
  },
  {
    name: "a rule to two destinations",
    type: types.securityGroupEgressRule,
    like: "out",
    inputs: () => ({ cidrIpv6: "::/0" }),
    code: "InvalidParameterCombination",
  },
  {
    name: "a rule of an unknown group",
    type: types.securityGroupEgressRule,
    place: owner,
    like: "out",
    inputs: () => ({}),
    code: "InvalidGroup.NotFound",
  },
];

const peerings: readonly Refused[] = [
  {
    name: "overlapping ranges (R8)",
    type: types.peering,
    like: "peering",
    inputs: (made) => ({ peerVpcId: made.make(types.vpc, "same", { cidrBlock: "10.0.0.0/17" }, oregon) }),
    code: "failed",
    message: /overlapping CIDR range/,
  },
  {
    name: "a peer that does not exist there",
    type: types.peering,
    like: "peering",
    inputs: () => ({ peerOwnerId: owner.account }),
    code: "failed",
  },
  {
    name: "a peer that does not exist here",
    type: types.peering,
    inputs: (made) => ({ vpcId: made.id("vpc"), peerVpcId: made.id("far") }),
    code: "InvalidVpcID.NotFound",
  },
  {
    name: "the same peering twice",
    type: types.peering,
    like: "peering",
    inputs: () => ({}),
    code: "VpcPeeringConnectionAlreadyExists",
  },
  {
    name: "automatic acceptance across regions",
    before: "peering",
    type: types.peering,
    like: "peering",
    inputs: () => ({ autoAccept: true }),
    code: "OperationNotPermitted",
  },
  {
    name: "an accepter in the wrong region",
    type: types.peeringAccepter,
    like: "accepter",
    inputs: () => ({}),
    code: "OperationNotPermitted",
    message: /must be accepted in region us-west-2/,
  },
  {
    name: "an accepter in an account that is no party",
    type: types.peeringAccepter,
    place: { account: owner.account, region: oregon.region },
    like: "accepter",
    inputs: () => ({}),
    code: "InvalidVpcPeeringConnectionID.NotFound",
  },
  {
    name: "options before the connection is active",
    before: "accepter",
    type: types.peeringOptions,
    like: "options",
    inputs: () => ({}),
    code: "OperationNotPermitted",
    message: /Peering options can be added only to active peerings/,
  },
  {
    name: "options of the other side",
    type: types.peeringOptions,
    like: "options",
    inputs: () => ({ accepter: { allowRemoteVpcDnsResolution: true } }),
    code: "OperationNotPermitted",
  },
  {
    name: "options from an account that is no party",
    type: types.peeringOptions,
    place: stranger,
    like: "options",
    inputs: () => ({}),
    code: "InvalidVpcPeeringConnectionID.NotFound",
  },
];

const apis: readonly Refused[] = [
  {
    name: "endpoints of a public API",
    type: types.restApi,
    place: owner,
    inputs: (made) => ({
      endpointConfiguration: { types: "REGIONAL", vpcEndpointIds: [made.id("endpoint")] },
    }),
    code: "BadRequestException",
    message: /VPCEndpoints can only be specified with PRIVATE apis\./,
  },
  {
    name: "an endpoint that does not exist",
    type: types.restApi,
    place: owner,
    inputs: () => ({
      endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: ["vpce-0123456789abcdef0"] },
    }),
    code: "BadRequestException",
  },
  {
    name: "an endpoint of another service",
    type: types.restApi,
    inputs: (made) => ({
      endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [made.id("gateway endpoint")] },
    }),
    code: "BadRequestException",
  },
  {
    name: "an endpoint of another region",
    type: types.restApi,
    place: oregon,
    inputs: (made) => ({
      endpointConfiguration: { types: "PRIVATE", vpcEndpointIds: [made.id("endpoint")] },
    }),
    code: "BadRequestException",
  },
  {
    name: "a private API for IPv4 only",
    type: types.restApi,
    inputs: () => ({ endpointConfiguration: { types: "PRIVATE", ipAddressType: "ipv4" } }),
    code: "BadRequestException",
  },
  ...["resource", "method", "resource policy", "deployment", "stage", "settings"].map((like) => ({
    name: `a ${like} sent to the wrong account`,
    type: steps.find(({ name }) => name === like)?.type ?? "",
    place: stranger,
    like,
    inputs: () => ({}),
    code: "NotFoundException",
    message: /Invalid API identifier specified 333333333333:/,
  })),
  ...["Effect", "Action", "Principal"].map((missing) => ({
    name: `a resource policy without ${missing}`,
    type: types.restApiPolicy,
    place: owner,
    like: "resource policy",
    inputs: () => {
      const statement = { Effect: "Allow", Action: "execute-api:Invoke", Principal: "*", Resource: "*" };
      return { policy: JSON.stringify({ Statement: [{ ...statement, [missing]: undefined }] }) };
    },
    code: "BadRequestException",
    message: /Invalid policy document/,
  })),
  {
    name: "a resource policy that is too long",
    type: types.restApiPolicy,
    place: owner,
    like: "resource policy",
    inputs: () => ({ policy: resourcePolicy.replace("execute-api:Invoke", long(8192)) }),
    code: "LimitExceededException",
  },
  {
    name: "two resources of one path",
    type: types.apiResource,
    place: owner,
    like: "resource",
    inputs: () => ({}),
    code: "ConflictException",
  },
  {
    name: "a resource under an unknown one",
    type: types.apiResource,
    place: owner,
    like: "resource",
    inputs: () => ({ parentId: "abc123" }),
    code: "NotFoundException",
    message: /Invalid Resource identifier specified/,
  },
  {
    name: "the same method twice",
    type: types.method,
    place: owner,
    like: "method",
    inputs: () => ({}),
    code: "ConflictException",
  },
  {
    name: "an HTTP method that is none",
    type: types.method,
    place: owner,
    like: "method",
    inputs: () => ({ httpMethod: "FETCH" }),
    code: "BadRequestException",
  },
  {
    name: "an integration of a method that is not there",
    type: types.integration,
    place: owner,
    like: "integration",
    inputs: () => ({ httpMethod: "POST" }),
    code: "NotFoundException",
    message: /Invalid Method identifier specified/,
  },
  {
    name: "a backend without a method",
    type: types.integration,
    place: owner,
    like: "integration",
    inputs: () => ({ type: "HTTP_PROXY", uri: "https://example.com" }),
    code: "BadRequestException",
  },
  {
    name: "an integration response before the integration",
    before: "integration",
    type: types.integrationResponse,
    place: owner,
    like: "integration response",
    inputs: () => ({}),
    code: "NotFoundException",
    message: /No integration defined for method/,
  },
  {
    name: "an integration response without the method's",
    type: types.integrationResponse,
    place: owner,
    like: "integration response",
    inputs: () => ({ statusCode: "404" }),
    code: "NotFoundException",
  },
];

const publications: readonly Refused[] = [
  {
    name: "a private API without a resource policy (C11)",
    before: "resource policy",
    type: types.deployment,
    place: owner,
    like: "deployment",
    inputs: () => ({}),
    code: "BadRequestException",
    message: /^Private REST API doesn't have a resource policy attached to it$/,
  },
  {
    name: "an API without methods",
    type: types.deployment,
    place: owner,
    inputs: (made) => ({ restApi: made.make(types.restApi, "empty", {}, owner) }),
    code: "BadRequestException",
    message: /The REST API doesn't contain any methods/,
  },
  {
    name: "a method without an integration",
    type: types.deployment,
    place: owner,
    like: "deployment",
    inputs: (made) => {
      const [restApi, resourceId] = [made.id("api"), made.output("api", "rootResourceId")];
      made.make(
        types.method,
        "bare",
        { restApi, resourceId, httpMethod: "PUT", authorization: "NONE" },
        owner,
      );
      return {};
    },
    code: "BadRequestException",
    message: /No integration defined for method/,
  },
  {
    name: "a stage of a deployment that is not there",
    type: types.stage,
    place: owner,
    like: "stage",
    inputs: () => ({ stageName: "v2", deployment: "abc123" }),
    code: "BadRequestException",
    message: /Deployment id does not exist/,
  },
  {
    name: "the same stage twice",
    type: types.stage,
    place: owner,
    like: "stage",
    inputs: () => ({}),
    code: "ConflictException",
  },
  {
    name: "access logs without a role",
    before: "account",
    type: types.stage,
    place: owner,
    like: "stage",
    inputs: () => ({
      stageName: "v2",
      accessLogSettings: {
        destinationArn: "arn:aws:logs:ap-northeast-2:222222222222:log-group:x",
        format: "$context.status",
      },
    }),
    code: "BadRequestException",
    message: /CloudWatch Logs role ARN must be set in account settings to enable logging/,
  },
  {
    name: "access logs into another account",
    type: types.stage,
    place: owner,
    like: "stage",
    inputs: (made) => ({
      stageName: "v2",
      accessLogSettings: { destinationArn: made.output("logs", "arn"), format: "$context.status" },
    }),
    code: "BadRequestException",
  },
  {
    name: "settings of an unknown stage",
    type: types.methodSettings,
    place: owner,
    like: "settings",
    inputs: () => ({ stageName: "v2" }),
    code: "NotFoundException",
    message: /Invalid stage identifier specified/,
  },
  {
    name: "a log role of another account",
    type: types.gatewayAccount,
    inputs: () => ({ cloudwatchRoleArn: "arn:aws:iam::222222222222:role/api-logs" }),
    code: "BadRequestException",
    message: /Cross-account pass role is not allowed/,
  },
  {
    name: "a short key",
    type: types.apiKey,
    inputs: () => ({ value: "short" }),
    code: "BadRequestException",
  },
  {
    name: "a plan for an unknown stage",
    type: types.usagePlan,
    place: owner,
    inputs: (made) => ({ apiStages: [{ apiId: made.id("api"), stage: "v2" }] }),
    code: "NotFoundException",
  },
  {
    name: "an unknown key in a plan",
    type: types.usagePlanKey,
    place: owner,
    like: "plan key",
    inputs: () => ({ keyId: "abcdefghij" }),
    code: "NotFoundException",
  },
  {
    name: "a log group that is there",
    type: types.logGroup,
    inputs: (made) => ({ name: made.id("logs") }),
    code: "ResourceAlreadyExistsException",
  },
  {
    name: "an odd retention",
    type: types.logGroup,
    inputs: () => ({ retentionInDays: 2 }),
    code: "InvalidParameterException",
  },
  {
    name: "a role of the same name in another region",
    type: types.role,
    place: oregon,
    inputs: (made) => ({ name: made.id("role"), assumeRolePolicy: trustPolicy }),
    code: "EntityAlreadyExists",
  },
  ...[
    { name: long(65), code: "ValidationError", message: /'roleName' .* less than or equal to 64$/ },
    { namePrefix: long(39), code: "ValidationError", message: /'roleName' .* less than or equal to 64$/ },
  ].map(({ code, message, ...named }) => ({
    name: `a role whose ${Object.keys(named).join()} is too long`,
    type: types.role,
    inputs: () => ({ assumeRolePolicy: trustPolicy, ...named }),
    code,
    message,
  })),
  {
    name: "a policy of a role whose name is too long",
    type: types.rolePolicy,
    like: "role policy",
    inputs: () => ({ name: long(129) }),
    code: "ValidationError",
    message: /'policyName' .* less than or equal to 128$/,
  },
  {
    name: "a role that trusts nobody",
    type: types.role,
    inputs: () => ({ assumeRolePolicy: "{}" }),
    code: "MalformedPolicyDocument",
  },
  {
    name: "a policy of an unknown role",
    type: types.rolePolicy,
    place: owner,
    like: "role policy",
    inputs: () => ({}),
    code: "NoSuchEntity",
  },
];

describe("refusals of the embedded cloud", () => {
  for (const [title, cases] of Object.entries({
    networks,
    firewalls,
    egress,
    endpoints,
    peerings,
    apis,
    publications,
  })) {
    describe(title, () => {
      refuses(cases);
    });
  }
});

describe("deletions in the embedded cloud", () => {
  const held: readonly (readonly [name: string, code: string])[] = [
    ["vpc", "DependencyViolation"],
    ["a", "DependencyViolation"],
    ["table", "DependencyViolation"],
    ["group", "DependencyViolation"],
    ["deployment", "BadRequestException"],
    ["role", "DeleteConflict"],
  ];
  refusesToDelete(held);

  it("deletes everything in the opposite order", () => {
    const made = landscape();
    for (const { type, name, place = seoul } of steps.toReversed()) {
      const result = made.cloud.delete(place, type, made.id(name));
      assert.ok(result.ok, `${name}: ${result.ok ? "" : result.refusal.message}`);
    }
    assert.deepEqual(
      steps.flatMap(({ type }) => made.store.all(type)),
      [],
    );
  });
});

describe("what the embedded cloud keeps for others", () => {
  const holders: readonly (readonly [held: string, type: string, inputs: (made: Landscape) => Properties])[] =
    [
      [types.subnet, types.instance, (made) => standing(made)],
      [types.subnet, types.loadBalancer, (made) => ({ ...balancing, subnets: [made.id("lone")] })],
      [types.securityGroup, types.instance, (made) => ({ ...standing(made), subnetId: made.id("a") })],
      [
        types.securityGroup,
        types.loadBalancer,
        (made) => ({ ...balancing, subnets: [made.id("a")], securityGroups: [made.id("lone group")] }),
      ],
      [types.securityGroup, types.securityGroupIngressRule, (made) => referring(made)],
      [types.securityGroup, types.securityGroupEgressRule, (made) => referring(made)],
    ];
  const balancing: Properties = { internal: true, loadBalancerType: "network", name: "holder" };
  const standing = (made: Landscape): Properties => ({
    ami: "ami-0123456789abcdef0",
    instanceType: "t4g.nano",
    subnetId: made.id("lone"),
    vpcSecurityGroupIds: [made.id("lone group")],
  });
  const referring = (made: Landscape): Properties => ({
    securityGroupId: made.id("group"),
    ipProtocol: "-1",
    referencedSecurityGroupId: made.id("lone group"),
  });
  for (const [held, type, inputs] of holders) {
    it(`keeps ${held} while ${type} is there`, () => {
      const made = landscape();
      const range = { cidrBlock: "10.0.32.0/20", availabilityZone: "ap-northeast-2b" };
      made.make(types.subnet, "lone", { vpcId: made.id("vpc"), ...range });
      made.make(types.securityGroup, "lone group", { vpcId: made.id("vpc") });
      const id = made.make(type, "holder", inputs(made));
      const lone = made.id(held === types.subnet ? "lone" : "lone group");
      const refused = made.cloud.delete(seoul, held, lone);
      assert.ok(!refused.ok, "it was deleted");
      assert.equal(refused.refusal.code, "DependencyViolation");
      assert.ok(made.cloud.delete(seoul, type, id).ok);
      assert.ok(made.cloud.delete(seoul, held, lone).ok);
    });
  }
});

describe("what the embedded cloud lets pass", () => {
  interface Allowed extends Omit<Refused, "code"> {
    readonly state?: string;
    readonly then?: (made: Landscape, id: string) => void;
  }
  const allowed: readonly Allowed[] = [
    {
      name: "a route over a peering connection that is not accepted yet",
      before: "accepter",
      type: types.route,
      inputs: (made) => ({
        routeTableId: made.id("table"),
        destinationCidrBlock: "10.1.0.0/16",
        vpcPeeringConnectionId: made.id("peering"),
      }),
      state: "blackhole",
    },
    {
      name: "a route back from the accepter's side",
      type: types.route,
      place: oregon,
      inputs: (made) => ({
        routeTableId: made.make(types.routeTable, "far table", { vpcId: made.id("far") }, oregon),
        destinationCidrBlock: "10.0.0.0/16",
        vpcPeeringConnectionId: made.id("peering"),
      }),
      state: "active",
    },
    {
      name: "a route in the VPC's main table",
      type: types.route,
      inputs: (made) => ({
        routeTableId: made.output("vpc", "mainRouteTableId"),
        destinationCidrBlock: "192.168.0.0/16",
        gatewayId: ids.virtualGateway,
      }),
      state: "active",
    },
    {
      name: "a deployment whose policy is the API's own",
      type: types.restApi,
      place: owner,
      inputs: () => ({ endpointConfiguration: { types: "PRIVATE" }, policy: resourcePolicy }),
      then: (made, restApi) => {
        const method = { restApi, resourceId: made.output("allowed", "rootResourceId"), httpMethod: "ANY" };
        made.make(types.method, "any", { ...method, authorization: "NONE" }, owner);
        made.make(types.integration, "mock", { ...method, type: "MOCK" }, owner);
        made.make(types.deployment, "published", { restApi }, owner);
      },
    },
    {
      name: "an endpoint in an adopted VPC that nothing else is known of",
      type: types.endpoint,
      inputs: (made) => {
        made.adopt(types.vpc, seoul, "vpc-0dddddddddddddddd");
        made.adopt(types.subnet, seoul, "subnet-0dddddddddddddddd", { vpcId: "vpc-0dddddddddddddddd" });
        const subnetIds = ["subnet-0dddddddddddddddd"];
        return interfaceTo("vpc-0dddddddddddddddd", { subnetIds, privateDnsEnabled: true });
      },
    },
  ];
  for (const { name, before, type, place, inputs, state, then } of allowed) {
    it(`allows ${name}`, () => {
      const made = landscape(before === undefined ? {} : { before });
      const id = made.make(type, "allowed", inputs(made), place);
      then?.(made, id);
      if (state !== undefined) assert.equal(made.output("allowed", "state"), state);
    });
  }
});
