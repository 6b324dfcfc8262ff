import * as aws from "@pulumi/aws";
// This module alone: the whole package also loads the tools of its container components, for 0.1 seconds.
import * as awsx from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { FlowLogs } from "./flowLogs";
import type { NetworkArgs } from "./network";
import { networkProblems } from "./networkProblems";
import { refuse } from "./problems";
import { planSubnets } from "./subnetPlan";
import { tagsOf } from "./tags";
import type { VpcOutputs } from "./vpcOutputs";
import { zoneCount } from "./zoneCount";
import { zoneNames } from "./zones";

/**
 * A VPC with an internet gateway and, in each zone, an isolated and a public subnet: `awsx.ec2.Vpc` without NAT, so the
 * isolated subnets stay isolated. The default security group lets nothing through.
 *
 * @throws pulumi.InputPropertiesError for a range or a zone count that AWS would refuse.
 */
export class PublicNetwork extends pulumi.ComponentResource implements VpcOutputs {
  readonly vpcId: pulumi.Output<string>;
  readonly cidr: string;
  readonly region: string;
  readonly isolatedSubnetIds: readonly pulumi.Output<string>[];
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  readonly routeTableIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cidr, region, zones = 2 } = args;
    refuse("PublicNetwork", name, networkProblems(cidr, zones, true));
    super("apilink:index:PublicNetwork", name, {}, opts);
    const tags = tagsOf("PublicNetwork", name, args.tags);
    const child = { parent: this };

    const plan = planSubnets(cidr, zoneCount(zones), true) ?? { isolated: [], public: [] };
    const vpc = new awsx.Vpc(
      name,
      {
        region,
        cidrBlock: cidr,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        // The SDK asks for plain names, yet resolves a promise before it sends them; unfiltered, awsx would take local
        // zones, which come first by name.
        availabilityZoneNames: zoneNames(zones, region, child) as unknown as string[],
        natGateways: { strategy: awsx.NatGatewayStrategy.None },
        subnetStrategy: awsx.SubnetAllocationStrategy.Auto,
        subnetSpecs: [
          { type: awsx.SubnetType.Public, cidrBlocks: [...plan.public] },
          { type: awsx.SubnetType.Isolated, cidrBlocks: [...plan.isolated] },
        ],
        tags,
      },
      child,
    );
    new aws.ec2.DefaultSecurityGroup(`${name}.closed`, { region, vpcId: vpc.vpcId, tags }, child);
    if (args.flowLogs) {
      const { logKmsKeyArn: kmsKeyArn, tags: own } = args;
      const given = { ...(kmsKeyArn && { kmsKeyArn }), ...(own && { tags: own }) };
      new FlowLogs(name, { vpcId: vpc.vpcId, region, ...given }, child);
    }

    const ids = (list: pulumi.Output<string[]>, planned: readonly string[]): pulumi.Output<string>[] =>
      planned.map((_, index) => list.apply((all) => all[index] ?? ""));
    this.vpcId = vpc.vpcId;
    this.cidr = cidr;
    this.region = region;
    this.isolatedSubnetIds = ids(vpc.isolatedSubnetIds, plan.isolated);
    this.publicSubnetIds = ids(vpc.publicSubnetIds, plan.public);
    // awsx makes one route table a subnet.
    const tableIds = vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id)));
    this.routeTableIds = ids(tableIds, [...plan.public, ...plan.isolated]);
    this.registerOutputs({
      vpcId: this.vpcId,
      isolatedSubnetIds: this.isolatedSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
      routeTableIds: this.routeTableIds,
    });
  }
}
