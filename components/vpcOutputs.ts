import type * as pulumi from "@pulumi/pulumi";

/**
 * What the other components need to know of a VPC, whoever made it. The lists are plain, since they decide how many
 * routes there are; only what is in them is known later.
 */
export interface VpcOutputs {
  readonly vpcId: pulumi.Output<string>;
  /** The VPC's IPv4 range. */
  readonly cidr: string;
  readonly region: string;
  /** The subnets that hold workloads and endpoints, one a zone. */
  readonly isolatedSubnetIds: readonly pulumi.Output<string>[];
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** Every route table that a subnet uses. */
  readonly routeTableIds: readonly pulumi.Output<string>[];
}
