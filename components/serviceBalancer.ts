import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { groupName } from "./groupName";
import { balancerPrefix } from "./balancerPrefix";
import { dashed } from "./ranges";
import type { Tags } from "./tags";

/** A balancer of web instances, and whom it admits. */
export interface ServiceBalancerSpec {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** One a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The TCP port from the consumer to the instance. */
  readonly port: number;
  /** The consumers' IPv4 ranges. */
  readonly clients: readonly string[];
}

/** The security groups on both sides of the balancer's targets. */
export interface ServiceFirewall {
  readonly instances: aws.ec2.SecurityGroup;
  readonly balancer: aws.ec2.SecurityGroup;
}

/** Makes the security groups: consumers to the balancer, the balancer to the instances, and nothing else. */
export function addServiceFirewall(
  parent: pulumi.Resource,
  name: string,
  { vpcId, region, port, clients }: ServiceBalancerSpec,
  tags: Tags,
): ServiceFirewall {
  const child = { parent };
  const group = (of: string, description: string) =>
    new aws.ec2.SecurityGroup(
      `${name}.${of}`,
      { region, vpcId, ...groupName(name), description, tags },
      child,
    );
  const [balancer, instances] = [
    group("balancer", `Balancer of the service ${name}`),
    group("instances", `Instances of the service ${name}`),
  ];
  const opening = { region, ipProtocol: "tcp", fromPort: port, toPort: port, tags };
  for (const range of clients) {
    new aws.vpc.SecurityGroupIngressRule(
      `${name}.from-${dashed(range)}`,
      { ...opening, securityGroupId: balancer.id, cidrIpv4: range, description: "Consumers" },
      child,
    );
  }
  const description = "Requests and health checks";
  new aws.vpc.SecurityGroupEgressRule(
    `${name}.to-instances`,
    { ...opening, securityGroupId: balancer.id, referencedSecurityGroupId: instances.id, description },
    child,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}.from-balancer`,
    { ...opening, securityGroupId: instances.id, referencedSecurityGroupId: balancer.id, description },
    child,
  );
  return { instances, balancer };
}

/** Makes the balancer with its listener, and the instances its targets. */
export function addServiceBalancer(
  parent: pulumi.Resource,
  name: string,
  spec: ServiceBalancerSpec,
  group: aws.ec2.SecurityGroup,
  instances: readonly aws.ec2.Instance[],
  tags: Tags,
): aws.lb.LoadBalancer {
  const { region, port, subnetIds } = spec;
  const balancer = new aws.lb.LoadBalancer(
    `${name}.balancer`,
    {
      region,
      namePrefix: balancerPrefix(name),
      internal: true,
      loadBalancerType: "network",
      subnets: [...subnetIds],
      securityGroups: [group.id],
      enableCrossZoneLoadBalancing: true,
      // The group sees the consumers' own addresses (guide row E3).
      enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: "on",
      tags,
    },
    { parent },
  );
  const targets = targetsOf(parent, name, spec, instances, tags);
  new aws.lb.Listener(
    `${name}.listener`,
    {
      region,
      loadBalancerArn: balancer.arn,
      protocol: "TCP",
      port,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      tags,
    },
    { parent },
  );
  return balancer;
}

/** TCP, so that the page's own answer decides nothing: a target is healthy once it takes connections. */
const healthCheck = { protocol: "TCP" };

function targetsOf(
  parent: pulumi.Resource,
  name: string,
  { vpcId, region, port }: ServiceBalancerSpec,
  instances: readonly aws.ec2.Instance[],
  tags: Tags,
): aws.lb.TargetGroup {
  const namePrefix = balancerPrefix(name);
  const group = new aws.lb.TargetGroup(
    `${name}.targets`,
    { region, namePrefix, vpcId, targetType: "instance", protocol: "TCP", port, healthCheck, tags },
    { parent },
  );
  instances.forEach((instance, index) => {
    new aws.lb.TargetGroupAttachment(
      `${name}.target-${index + 1}`,
      { region, targetGroupArn: group.arn, targetId: instance.id, port },
      { parent },
    );
  });
  return group;
}
