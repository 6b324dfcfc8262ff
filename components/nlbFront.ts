import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { groupName } from "./groupName";
import { balancerPrefix } from "./balancerPrefix";
import {
  addressProblems,
  missing,
  pathsOf,
  rangeProblems,
  refuse,
  subnetAddressProblems,
  type Problem,
} from "./problems";
import { dashed } from "./ranges";
import { tagsOf, type Tags } from "./tags";

export interface NlbFrontArgs {
  readonly vpcId: pulumi.Input<string>;
  /** The subnets that the load balancer stands in, at most one a zone. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly region: string;
  /** The load balancer's own fixed IPv4 addresses, one a subnet: the endpoint and the policies see them as the caller's. */
  readonly addresses: readonly string[];
  /** IPv4 ranges that may connect on 443. */
  readonly clients: readonly string[];
  /** The fixed IPv4 addresses of the endpoint that calls are passed on to. */
  readonly targets: readonly string[];
  /**
   * A certificate of the account and region, for the name that callers use. With it TLS ends at the load balancer.
   * @default - none: TCP is passed on as it is, and callers are shown the endpoint's own certificate
   */
  readonly certificateArn?: pulumi.Input<string>;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/** TLS 1.2 with forward secrecy, and TLS 1.3. Source: "Security policies for your Network Load Balancer". */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

const https = { fromPort: 443, toPort: 443, ipProtocol: "tcp", description: "HTTPS" } as const;

/**
 * An internal Network Load Balancer before an interface endpoint. Its security group admits 443 from the given ranges, and
 * lets out 443 to the endpoint's addresses alone.
 *
 * @throws pulumi.InputPropertiesError for addresses and targets that are none or given twice, for addresses not as many as
 * the subnets, for clients that are no IPv4 ranges, and for no targets.
 */
export class NlbFront extends pulumi.ComponentResource {
  /** Resolves to the load balancer's private addresses everywhere. */
  readonly dnsName: pulumi.Output<string>;
  /** Of `dnsName`, for alias records. */
  readonly hostedZoneId: pulumi.Output<string>;

  constructor(name: string, args: NlbFrontArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("NlbFront", name, problemsOf(args));
    super("apilink:index:NlbFront", name, {}, opts);
    const tags = tagsOf("NlbFront", name, args.tags);

    const group = firewall(this, name, args, tags);
    const balancer = balancerOf(this, name, args, group, tags);
    const targets = targetsOf(this, name, args, tags);
    listen(this, name, args, balancer, targets, tags);

    this.dnsName = balancer.dnsName;
    this.hostedZoneId = balancer.zoneId;
    this.registerOutputs({ dnsName: this.dnsName, hostedZoneId: this.hostedZoneId });
  }
}

function firewall(
  parent: NlbFront,
  name: string,
  { region, vpcId, clients, targets }: NlbFrontArgs,
  tags: Tags,
): aws.ec2.SecurityGroup {
  const child = { parent };
  const group = new aws.ec2.SecurityGroup(
    `${name}.front`,
    { region, vpcId, ...groupName(name), description: `Callers of the load balancer ${name}`, tags },
    child,
  );
  const rule = { region, securityGroupId: group.id, ...https, tags };
  for (const range of clients) {
    new aws.vpc.SecurityGroupIngressRule(
      `${name}.front-from-${dashed(range)}`,
      { ...rule, cidrIpv4: range },
      child,
    );
  }
  for (const address of targets) {
    new aws.vpc.SecurityGroupEgressRule(
      `${name}.front-to-${dashed(address)}`,
      { ...rule, cidrIpv4: `${address}/32` },
      child,
    );
  }
  return group;
}

function balancerOf(
  parent: NlbFront,
  name: string,
  { region, subnetIds, addresses }: NlbFrontArgs,
  group: aws.ec2.SecurityGroup,
  tags: Tags,
): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(
    `${name}.front`,
    {
      region,
      namePrefix: balancerPrefix(name),
      loadBalancerType: "network",
      internal: true,
      ipAddressType: "ipv4",
      enableCrossZoneLoadBalancing: true,
      securityGroups: [group.id],
      subnetMappings: subnetIds.map((subnetId, index) => ({
        subnetId,
        privateIpv4Address: addresses[index] ?? "",
      })),
      tags,
    },
    // Two of them cannot have the same addresses at once.
    { parent, deleteBeforeReplace: true },
  );
}

/** The endpoint's addresses. Behind a listener that ends TLS the endpoint is called by TLS again. */
function targetsOf(
  parent: NlbFront,
  name: string,
  { region, vpcId, targets, certificateArn }: NlbFrontArgs,
  tags: Tags,
): aws.lb.TargetGroup {
  const group = new aws.lb.TargetGroup(
    `${name}.front`,
    {
      region,
      namePrefix: balancerPrefix(name),
      vpcId,
      targetType: "ip",
      protocol: protocolOf(certificateArn),
      port: 443,
      // The endpoint's security group and the policies know the load balancer's addresses.
      preserveClientIp: "false",
      // An endpoint answers no plain request that it knows no API for.
      healthCheck: { protocol: "TCP" },
      tags,
    },
    { parent },
  );
  targets.forEach((targetId, index) => {
    new aws.lb.TargetGroupAttachment(
      `${name}.front-${index + 1}`,
      { region, targetGroupArn: group.arn, targetId, port: 443 },
      { parent },
    );
  });
  return group;
}

function listen(
  parent: NlbFront,
  name: string,
  { region, certificateArn }: NlbFrontArgs,
  balancer: aws.lb.LoadBalancer,
  targets: aws.lb.TargetGroup,
  tags: Tags,
): void {
  new aws.lb.Listener(
    `${name}.front`,
    {
      region,
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: protocolOf(certificateArn),
      ...(certificateArn !== undefined && { certificateArn, sslPolicy }),
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      tags,
    },
    { parent },
  );
}

function protocolOf(certificateArn: NlbFrontArgs["certificateArn"]): "TCP" | "TLS" {
  return certificateArn === undefined ? "TCP" : "TLS";
}

function problemsOf({ subnetIds, addresses, clients, targets }: NlbFrontArgs): Problem[] {
  return [
    ...missing({ subnetIds, targets }),
    ...subnetAddressProblems("addresses", addresses, subnetIds.length),
    ...addressProblems("targets", targets),
    ...rangeProblems(pathsOf("clients", clients)),
  ];
}
