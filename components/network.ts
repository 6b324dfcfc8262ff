import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FlowLogs } from "./flowLogs";
import { networkProblems } from "./networkProblems";
import { refuse } from "./problems";
import { planSubnets } from "./subnetPlan";
import { tagsOf, type Tags } from "./tags";
import type { VpcOutputs } from "./vpcOutputs";
import { zoneCount, type Zones } from "./zoneCount";
import { nth, zoneNames } from "./zones";

export interface NetworkArgs {
  /** IPv4 range of the VPC, /16 to /28, for example `10.0.0.0/16`. */
  readonly cidr: string;
  readonly region: string;
  /**
   * How many zones get a subnet, or which ones by name.
   * @default 2
   */
  readonly zones?: Zones;
  /**
   * Log the VPC's traffic to CloudWatch Logs.
   * @default false
   */
  readonly flowLogs?: boolean;
  /**
   * The key that encrypts the flow logs; CloudWatch Logs must be allowed to use it.
   * @default - the key of CloudWatch Logs
   */
  readonly logKmsKeyArn?: pulumi.Input<string>;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * A VPC without any way to the internet: no internet gateway, one isolated subnet a zone, one route table with nothing
 * but the local route, and a default security group that lets nothing through.
 *
 * @throws pulumi.InputPropertiesError for a range or a zone count that AWS would refuse.
 */
export class Network extends pulumi.ComponentResource implements VpcOutputs {
  readonly vpcId: pulumi.Output<string>;
  readonly cidr: string;
  readonly region: string;
  readonly isolatedSubnetIds: readonly pulumi.Output<string>[];
  readonly publicSubnetIds: readonly pulumi.Output<string>[] = [];
  readonly routeTableIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cidr, region, zones = 2 } = args;
    refuse("Network", name, networkProblems(cidr, zones, false));
    super("apilink:index:Network", name, {}, opts);
    const tags = tagsOf("Network", name, args.tags);
    const child = { parent: this };

    const vpc = new aws.ec2.Vpc(
      `${name}.vpc`,
      { region, cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags },
      child,
    );
    new aws.ec2.DefaultSecurityGroup(`${name}.closed`, { region, vpcId: vpc.id, tags }, child);

    const routeTable = new aws.ec2.RouteTable(`${name}.isolated`, { region, vpcId: vpc.id, tags }, child);
    const names = zoneNames(zones, region, child);
    const cidrs = planSubnets(cidr, zoneCount(zones), false)?.isolated ?? [];
    const subnets = cidrs.map((cidrBlock, zone) => {
      const subnet = new aws.ec2.Subnet(
        `${name}.isolated-${zone + 1}`,
        {
          region,
          vpcId: vpc.id,
          cidrBlock,
          availabilityZone: nth(names, zone),
          mapPublicIpOnLaunch: false,
          tags: tagsOf("Network", name, { Name: `${name}.isolated-${zone + 1}`, ...args.tags }),
        },
        child,
      );
      new aws.ec2.RouteTableAssociation(
        `${name}.isolated-${zone + 1}`,
        { region, subnetId: subnet.id, routeTableId: routeTable.id },
        child,
      );
      return subnet;
    });
    if (args.flowLogs) {
      const { logKmsKeyArn: kmsKeyArn, tags: own } = args;
      const given = { ...(kmsKeyArn && { kmsKeyArn }), ...(own && { tags: own }) };
      new FlowLogs(name, { vpcId: vpc.id, region, ...given }, child);
    }

    this.vpcId = vpc.id;
    this.cidr = cidr;
    this.region = region;
    this.isolatedSubnetIds = subnets.map((subnet) => subnet.id);
    this.routeTableIds = [routeTable.id];
    this.registerOutputs({
      vpcId: this.vpcId,
      isolatedSubnetIds: this.isolatedSubnetIds,
      routeTableIds: this.routeTableIds,
    });
  }
}
