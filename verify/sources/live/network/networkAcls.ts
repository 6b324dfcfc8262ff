import {
  paginateDescribeNetworkAcls,
  type DescribeNetworkAclsCommandOutput,
  type NetworkAcl,
  type NetworkAclEntry,
} from "@aws-sdk/client-ec2";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import { inVpcs } from "./ec2List";
import { idsOf, outputsFrom, regional, tagsOf, type Fields } from "./fields";

const fields: Fields<NetworkAcl> = {
  vpcId: "VpcId",
  ownerId: "OwnerId",
  subnetIds: ({ Associations }) => idsOf(Associations, "SubnetId"),
  ingress: (acl) => entriesOf(acl, false),
  egress: (acl) => entriesOf(acl, true),
};

/** Network ACLs, save those that are as each VPC is born with one: they admit everything. */
export const networkAclReader = inVpcs<DescribeNetworkAclsCommandOutput, NetworkAcl>({
  permission: "ec2:DescribeNetworkAcls",
  types: [types.networkAcl, types.defaultNetworkAcl],
  paginate: paginateDescribeNetworkAcls,
  items: ({ NetworkAcls }) => NetworkAcls,
  filter: "vpc-id",
  resources: (acl, context) => {
    if (acl.IsDefault === true && admitsEverything(acl)) return [];
    const type = acl.IsDefault === true ? types.defaultNetworkAcl : types.networkAcl;
    return [regional(context, type, acl.NetworkAclId, outputsFrom(acl, fields), tagsOf(acl.Tags))];
  },
});

/** Every ACL ends with this rule, which nobody can take away. Source: "Network ACL rules" of the Amazon VPC User Guide. */
const lastRule = 32767;

const entryFields: Fields<NetworkAclEntry> = {
  ruleNo: "RuleNumber",
  action: "RuleAction",
  protocol: "Protocol",
  cidrBlock: "CidrBlock",
  ipv6CidrBlock: "Ipv6CidrBlock",
  fromPort: ({ PortRange }) => PortRange?.From ?? 0,
  toPort: ({ PortRange, Protocol }) => PortRange?.To ?? (Protocol === "-1" ? 0 : 65535),
};

function entriesOf(acl: NetworkAcl, egress: boolean): readonly Mapping[] {
  return ownEntries(acl, egress).map((entry) => outputsFrom(entry, entryFields));
}

function ownEntries({ Entries = [] }: NetworkAcl, egress: boolean): readonly NetworkAclEntry[] {
  return Entries.filter(({ Egress, RuleNumber = 0 }) => Egress === egress && RuleNumber < lastRule).sort(
    ({ RuleNumber: one = 0 }, { RuleNumber: other = 0 }) => one - other,
  );
}

/** Rule 100 of either direction, and of IPv6 the one after it. */
function admitsEverything(acl: NetworkAcl): boolean {
  return [false, true].every((egress) => {
    const entries = ownEntries(acl, egress);
    return (
      entries.every(({ RuleAction }) => RuleAction === "allow") &&
      entries.some(({ Protocol, CidrBlock }) => Protocol === "-1" && CidrBlock === "0.0.0.0/0")
    );
  });
}
