import {
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  type DescribeSecurityGroupRulesCommandOutput,
  type DescribeSecurityGroupsCommandOutput,
  type SecurityGroup,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import { texts } from "../../../model/reading";
import type { LiveResource, ReadContext, Reader } from "../types";
import { listed, tagFilter, vpcIdsIn, type Ec2List } from "./ec2List";
import { idsOf, outputsFrom, regional, tagsOf, type Fields } from "./fields";

const groups: Ec2List<DescribeSecurityGroupsCommandOutput, SecurityGroup> = {
  paginate: paginateDescribeSecurityGroups,
  items: ({ SecurityGroups }) => SecurityGroups,
};

const rules: Ec2List<DescribeSecurityGroupRulesCommandOutput, SecurityGroupRule> = {
  paginate: paginateDescribeSecurityGroupRules,
  items: ({ SecurityGroupRules }) => SecurityGroupRules,
};

const groupFields: Fields<SecurityGroup> = {
  arn: "SecurityGroupArn",
  name: "GroupName",
  description: "Description",
  vpcId: "VpcId",
  ownerId: "OwnerId",
  // Each rule is a resource of its own below.
  ingress: () => [],
  egress: () => [],
};

/**
 * The security groups that have to do with the topology, with their rules: those that carry its tag, each VPC's default one,
 * and those of the endpoints, load balancers and instances that were found. A VPC's other groups are its workloads' own.
 */
export const securityGroupReader: Reader = {
  permissions: ["ec2:DescribeSecurityGroups", "ec2:DescribeSecurityGroupRules"],
  types: [
    types.securityGroup,
    types.defaultSecurityGroup,
    types.securityGroupIngressRule,
    types.securityGroupEgressRule,
  ],
  phase: 3,
  read: async (context) => {
    const vpcIds = vpcIdsIn(context);
    const tagged = await listed(context, groups, "vpc-id", vpcIds, [
      { Name: tagFilter, Values: [context.topology] },
    ]);
    const known = new Set(idsOf(tagged, "GroupId"));
    const others = groupsInUse(context).filter((id) => !known.has(id));
    const found = [...tagged, ...(await listed(context, groups, "group-id", others))];
    const ids = found.map(({ GroupId = "" }) => GroupId);
    return [
      ...found.map((group) => groupOf(group, context)),
      ...(await listed(context, rules, "group-id", ids)).map((rule) => ruleOf(rule, context)),
    ];
  },
};

/** Which property names the groups of what has some. */
const holders: readonly (readonly [type: string, property: string])[] = [
  [types.endpoint, "securityGroupIds"],
  [types.loadBalancer, "securityGroups"],
  [types.instance, "vpcSecurityGroupIds"],
];

function groupsInUse(context: ReadContext): readonly string[] {
  const named = holders.flatMap(([type, property]) =>
    context.found(type).flatMap(({ outputs }) => texts(outputs[property])),
  );
  const born = context.found(types.vpc).flatMap(({ outputs }) => texts([outputs["defaultSecurityGroupId"]]));
  return [...new Set([...named, ...born])];
}

function groupOf(group: SecurityGroup, context: ReadContext): LiveResource {
  const type = group.GroupName === "default" ? types.defaultSecurityGroup : types.securityGroup;
  return regional(context, type, group.GroupId, outputsFrom(group, groupFields), tagsOf(group.Tags));
}

const ruleFields: Fields<SecurityGroupRule> = {
  arn: "SecurityGroupRuleArn",
  securityGroupRuleId: "SecurityGroupRuleId",
  securityGroupId: "GroupId",
  description: "Description",
  ipProtocol: "IpProtocol",
  fromPort: ({ FromPort }) => portOf(FromPort),
  toPort: ({ ToPort }) => portOf(ToPort),
  cidrIpv4: "CidrIpv4",
  cidrIpv6: "CidrIpv6",
  prefixListId: "PrefixListId",
  referencedSecurityGroupId: ({ ReferencedGroupInfo }) => ReferencedGroupInfo?.GroupId,
};

/** A rule about every port says -1, which the provider leaves out. */
function portOf(port: number | undefined): number | undefined {
  return port === -1 ? undefined : port;
}

function ruleOf(rule: SecurityGroupRule, context: ReadContext): LiveResource {
  const type = rule.IsEgress === true ? types.securityGroupEgressRule : types.securityGroupIngressRule;
  return regional(context, type, rule.SecurityGroupRuleId, outputsFrom(rule, ruleFields), tagsOf(rule.Tags));
}
