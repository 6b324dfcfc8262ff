import type { Handler } from "../handler";
import { Refusal } from "../refusal";
import { refuseWhileUsed } from "./dependents";
import { tagged, text, unset } from "./fields";
import { arn, ec2Id, hash } from "./names";
import { checkNetwork } from "./ranges";
import { neededVpc } from "./references";
import { types } from "./types";

/** The id of the group that a VPC is born with, and that `DefaultSecurityGroup` takes over. */
function defaultGroupId(vpcId: string): string {
  return ec2Id("sg", hash("default security group", vpcId));
}

const vpc: Handler = {
  type: types.vpc,
  id: ({ digest }) => ec2Id("vpc", digest),
  replaceOn: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "region"],
  absent: [],
  outputs: (request) => {
    const { id, account, region } = request;
    const cidrBlock = text(request.inputs, "cidrBlock");
    if (cidrBlock === undefined)
      throw new Refusal("MissingParameter", "Either 'cidrBlock' or 'ipv4IpamPoolId' must be provided");
    checkNetwork(cidrBlock, "InvalidVpc.Range");
    const mainRouteTableId = ec2Id("rtb", hash("main route table", id));
    return tagged(
      request,
      {
        ...unset("ipv4IpamPoolId", "ipv4NetmaskLength"),
        assignGeneratedIpv6CidrBlock: false,
        enableDnsHostnames: false,
        enableDnsSupport: true,
        enableNetworkAddressUsageMetrics: false,
        instanceTenancy: "default",
        ipv6CidrBlock: "",
        ipv6CidrBlockNetworkBorderGroup: "",
        ipv6IpamPoolId: "",
        ipv6NetmaskLength: 0,
      },
      {
        arn: arn(request, "ec2", `vpc/${id}`),
        defaultNetworkAclId: ec2Id("acl", hash("default network ACL", id)),
        defaultRouteTableId: mainRouteTableId,
        defaultSecurityGroupId: defaultGroupId(id),
        dhcpOptionsId: ec2Id("dopt", hash("default DHCP options", account, region)),
        ipv6AssociationId: "",
        mainRouteTableId,
        ownerId: account,
      },
    );
  },
  beforeDelete: refuseWhileUsed,
};

const defaultSecurityGroup: Handler = {
  type: types.defaultSecurityGroup,
  id: ({ inputs }) => defaultGroupId(text(inputs, "vpcId") ?? ""),
  replaceOn: ["vpcId", "region"],
  absent: [],
  outputs: (request, world) => {
    neededVpc(request, world);
    return tagged(
      request,
      { egress: [], ingress: [], revokeRulesOnDelete: false },
      {
        arn: arn(request, "ec2", `security-group/${request.id}`),
        description: "default VPC security group",
        name: "default",
        namePrefix: "",
        ownerId: request.account,
      },
    );
  },
};

/** VPCs and the security group that each one is born with. */
export const vpcHandlers: readonly Handler[] = [vpc, defaultSecurityGroup];
