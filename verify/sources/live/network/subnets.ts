import { paginateDescribeSubnets, type DescribeSubnetsCommandOutput, type Subnet } from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import { inVpcs } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";

const fields: Fields<Subnet> = {
  arn: "SubnetArn",
  vpcId: "VpcId",
  cidrBlock: "CidrBlock",
  availabilityZone: "AvailabilityZone",
  mapPublicIpOnLaunch: "MapPublicIpOnLaunch",
  assignIpv6AddressOnCreation: "AssignIpv6AddressOnCreation",
  ownerId: "OwnerId",
};

/** Subnets, those that others have added to a VPC among them: their workloads call as well. */
export const subnetReader = inVpcs<DescribeSubnetsCommandOutput, Subnet>({
  permission: "ec2:DescribeSubnets",
  types: [types.subnet],
  paginate: paginateDescribeSubnets,
  items: ({ Subnets }) => Subnets,
  filter: "vpc-id",
  resources: (subnet, context) => [
    regional(context, types.subnet, subnet.SubnetId, outputsFrom(subnet, fields), tagsOf(subnet.Tags)),
  ],
});
