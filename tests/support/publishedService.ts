import type { Properties } from "../../lab/resource";
import { types } from "../../verify/model/types";
import { add, region, resource, type Change } from "./oneEndpoint";

/*
 * A service of one's own besides the landscape of one endpoint: the network `shop` has the very range of `home`, two
 * instances behind a load balancer in two zones, and `home` consumes it by an endpoint in the subnet `carrier`.
 */

export const serviceName = `com.amazonaws.vpce.${region}.vpce-svc-0a`;
export const consumerName = `vpce-0c-xyz.vpce-svc-0a.${region}.vpce.amazonaws.com`;
export const consumerAddress = "10.0.1.77";
export const balancerName = "shop.elb.amazonaws.com";
export const balancerArn =
  "arn:aws:elasticloadbalancing:ap-northeast-2:333333333333:loadbalancer/net/shop/0123456789abcdef";

const tcp80: Properties = { ipProtocol: "tcp", fromPort: 80, toPort: 80 };

function half(zone: string, range: string, address: string, id: string) {
  return [
    resource(types.subnet, `shop.${zone}`, `subnet-shop-${zone}`, {
      vpcId: "vpc-shop",
      cidrBlock: range,
      availabilityZone: `${region}${zone}`,
    }),
    resource(types.routeTable, `shop.table-${zone}`, `rtb-shop-${zone}`, { vpcId: "vpc-shop", routes: [] }),
    resource(types.routeTableAssociation, `shop.association-${zone}`, `rtbassoc-shop-${zone}`, {
      subnetId: `subnet-shop-${zone}`,
      routeTableId: `rtb-shop-${zone}`,
    }),
    resource(types.instance, `instance-${zone}`, id, {
      subnetId: `subnet-shop-${zone}`,
      privateIp: address,
      vpcSecurityGroupIds: ["sg-web"],
      instanceState: "running",
    }),
    resource(types.targetGroupAttachment, `target-${zone}`, `target-${zone}`, {
      targetGroupArn: "arn:shop-targets",
      targetId: id,
      port: 80,
    }),
  ];
}

export const published: Change = add(
  resource(types.vpc, "shop.vpc", "vpc-shop", {
    cidrBlock: "10.0.0.0/16",
    ownerId: "333333333333",
    enableDnsSupport: true,
    enableDnsHostnames: true,
  }),
  ...half("a", "10.0.0.0/24", "10.0.0.80", "i-a"),
  ...half("b", "10.0.1.0/24", "10.0.1.80", "i-b"),
  resource(types.securityGroup, "web.group", "sg-web", { vpcId: "vpc-shop", ingress: [], egress: [] }),
  resource(types.securityGroup, "balancer.group", "sg-lb", { vpcId: "vpc-shop", ingress: [], egress: [] }),
  resource(types.securityGroupIngressRule, "web.rule", "sgr-web", {
    ...tcp80,
    securityGroupId: "sg-web",
    referencedSecurityGroupId: "sg-lb",
  }),
  resource(types.securityGroupIngressRule, "balancer.rule", "sgr-lb", {
    ...tcp80,
    securityGroupId: "sg-lb",
    cidrIpv4: "10.0.0.0/16",
  }),
  resource(types.securityGroupEgressRule, "balancer.egress", "sgr-out", {
    ...tcp80,
    securityGroupId: "sg-lb",
    referencedSecurityGroupId: "sg-web",
  }),
  resource(types.loadBalancer, "balancer", balancerArn, {
    arn: balancerArn,
    loadBalancerType: "network",
    dnsName: balancerName,
    vpcId: "vpc-shop",
    subnets: ["subnet-shop-a", "subnet-shop-b"],
    securityGroups: ["sg-lb"],
    enableCrossZoneLoadBalancing: true,
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
  }),
  resource(types.listener, "shop.listener", "shop-listener", {
    loadBalancerArn: balancerArn,
    port: 80,
    protocol: "TCP",
    defaultActions: [{ type: "forward", targetGroupArn: "arn:shop-targets" }],
  }),
  resource(types.targetGroup, "shop.targets", "shop-targets", {
    arn: "arn:shop-targets",
    targetType: "instance",
    port: 80,
  }),
  resource(types.endpointService, "service", "vpce-svc-0a", {
    serviceName,
    networkLoadBalancerArns: [balancerArn],
    acceptanceRequired: true,
    supportedRegions: [region],
  }),
  resource(types.securityGroup, "consumer.group", "sg-c", { vpcId: "vpc-home", ingress: [], egress: [] }),
  resource(types.securityGroupIngressRule, "consumer.rule", "sgr-c", {
    ...tcp80,
    securityGroupId: "sg-c",
    cidrIpv4: "10.0.0.0/16",
  }),
  resource(types.endpoint, "consumer", "vpce-0c", {
    vpcId: "vpc-home",
    ownerId: "111111111111",
    vpcEndpointType: "Interface",
    serviceName,
    privateDnsEnabled: false,
    state: "pendingAcceptance",
    subnetIds: ["subnet-carrier"],
    subnetConfigurations: [{ subnetId: "subnet-carrier", ipv4: consumerAddress }],
    securityGroupIds: ["sg-c"],
    dnsEntries: [{ dnsName: consumerName }],
  }),
  resource(types.endpointAccepter, "accept", "accept", {
    vpcEndpointServiceId: "vpce-svc-0a",
    vpcEndpointId: "vpce-0c",
    vpcEndpointState: "available",
  }),
);
