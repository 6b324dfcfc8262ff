import {
  DescribeVpcAttributeCommand,
  EC2Client,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeVpcs,
  type DescribeVpcsCommandOutput,
  type RouteTable,
  type SecurityGroup,
  type Vpc,
} from "@aws-sdk/client-ec2";
import { unknown } from "../../../../lab/state";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";
import { listed, tagFilter, type Ec2List } from "./ec2List";

const vpcs: Ec2List<DescribeVpcsCommandOutput, Vpc> = {
  paginate: paginateDescribeVpcs,
  items: ({ Vpcs }) => Vpcs,
};

const fields: Fields<Vpc> = {
  cidrBlock: "CidrBlock",
  instanceTenancy: "InstanceTenancy",
  ownerId: "OwnerId",
};

/** The topology's VPCs: those with its tag, and those that it adopts. All other readers go by them. */
export const vpcReader: Reader = {
  permissions: ["ec2:DescribeVpcs", "ec2:DescribeVpcAttribute"],
  types: [types.vpc, types.vpcRange],
  phase: 1,
  read: async (context) => {
    const found = await Promise.all([
      listed(context, vpcs, tagFilter, [context.topology]),
      listed(context, vpcs, "vpc-id", context.adopted.vpcIds),
    ]);
    const own = [...new Map(found.flat().map((vpc) => [vpc.VpcId ?? "", vpc])).values()];
    const born = await bornWith(context, own);
    const read = await Promise.all(
      own.map(async (vpc) => [await withAttributes(context, vpc, born), ...rangesOf(context, vpc)]),
    );
    return read.flat();
  },
};

/** AWS tells a VPC's DNS attributes one at a time, and no other way. */
async function withAttributes(context: ReadContext, vpc: Vpc, born: BornWith): Promise<LiveResource> {
  const ec2 = context.client(EC2Client);
  const { VpcId = "", Tags } = vpc;
  const [support, hostNames] = await Promise.all([
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" })),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" })),
  ]);
  const outputs = {
    ...outputsFrom(vpc, fields),
    ...born(VpcId),
    enableDnsSupport: support.EnableDnsSupport?.Value,
    enableDnsHostnames: hostNames.EnableDnsHostnames?.Value,
  };
  return regional(context, types.vpc, VpcId, outputs, tagsOf(Tags));
}

/** The blocks that were added to the first one. */
function rangesOf(context: ReadContext, vpc: Vpc): readonly LiveResource[] {
  const { VpcId, CidrBlock, CidrBlockAssociationSet = [] } = vpc;
  return CidrBlockAssociationSet.filter(
    (range) => range.CidrBlock !== CidrBlock && range.CidrBlockState?.State === "associated",
  ).map((range) =>
    regional(context, types.vpcRange, range.AssociationId, { vpcId: VpcId, cidrBlock: range.CidrBlock }),
  );
}

type BornWith = (vpcId: string) => Readonly<Record<string, unknown>>;

/** A VPC's main route table and default security group. The readers of those say it where they may not be read. */
async function bornWith(context: ReadContext, found: readonly Vpc[]): Promise<BornWith> {
  const ids = found.map(({ VpcId = "" }) => VpcId);
  const [tables, groups] = await Promise.all([
    orRefused(listed(context, routeTables, "vpc-id", ids, [{ Name: "association.main", Values: ["true"] }])),
    orRefused(listed(context, securityGroups, "vpc-id", ids, [{ Name: "group-name", Values: ["default"] }])),
  ]);
  return (vpcId) => ({
    mainRouteTableId: idIn(tables, vpcId, ({ RouteTableId }) => RouteTableId),
    defaultSecurityGroupId: idIn(groups, vpcId, ({ GroupId }) => GroupId),
  });
}

const routeTables = {
  paginate: paginateDescribeRouteTables,
  items: (page: { RouteTables?: RouteTable[] | undefined }) => page.RouteTables,
};

const securityGroups = {
  paginate: paginateDescribeSecurityGroups,
  items: (page: { SecurityGroups?: SecurityGroup[] | undefined }) => page.SecurityGroups,
};

function idIn<Item extends { readonly VpcId?: string | undefined }>(
  items: readonly Item[] | undefined,
  vpcId: string,
  idOf: (item: Item) => string | undefined,
): string | undefined {
  if (items === undefined) return unknown;
  const own = items.find((item) => item.VpcId === vpcId);
  return own && idOf(own);
}

async function orRefused<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === "UnauthorizedOperation") return undefined;
    throw error;
  }
}
