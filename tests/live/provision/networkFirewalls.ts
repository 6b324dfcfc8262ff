import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type AuthorizeSecurityGroupEgressCommandInput,
  type IpPermission,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import type { Mapping } from "../../../stacks/mapping";
import { types } from "../../../verify/model/types";
import { answered, idOf, inputsOf, numberIn, optionalText, tagsFor, tagsIn, textIn } from "./networkInputs";
import type { Provision, Provisions } from "./types";

const securityGroup: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const inputs = inputsOf(resource, by);
  const { GroupId } = await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: textIn(resource.outputs, "name"),
      Description: textIn(resource.outputs, "description"),
      VpcId: textIn(inputs, "vpcId"),
      ...tagsFor("security-group", inputs),
    }),
  );
  const id = answered(GroupId, "GroupId");
  by.made(idOf(resource), id);
  await closed(ec2, id);
};

const defaultSecurityGroup: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const id = by.live(idOf(resource));
  await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagsIn(resource.inputs) }));
  await closed(ec2, id);
};

/** Takes away the rules that EC2 has given a group, as Pulumi's provider does. */
async function closed(ec2: EC2Client, GroupId: string): Promise<void> {
  const { SecurityGroupRules = [] } = await ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [GroupId] }] }),
  );
  const idsOf = (isEgress: boolean): string[] =>
    SecurityGroupRules.filter((rule) => rule.IsEgress === isEgress).flatMap(
      ({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? [],
    );
  const [ingress, egress] = [idsOf(false), idsOf(true)];
  if (ingress.length > 0)
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds: ingress }));
  if (egress.length > 0)
    await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, SecurityGroupRuleIds: egress }));
}

type Rules = Promise<{ readonly SecurityGroupRules?: SecurityGroupRule[] }>;

function ruleOf(authorize: (ec2: EC2Client, request: RuleRequest) => Rules): Provision {
  return async (resource, place, by) => {
    const inputs = inputsOf(resource, by);
    const { SecurityGroupRules } = await authorize(by.client(EC2Client, place), {
      GroupId: textIn(inputs, "securityGroupId"),
      IpPermissions: [permissionOf(inputs)],
      ...tagsFor("security-group-rule", inputs),
    });
    by.made(idOf(resource), answered(SecurityGroupRules?.[0]?.SecurityGroupRuleId, "SecurityGroupRuleId"));
  };
}

type RuleRequest = AuthorizeSecurityGroupEgressCommandInput;

function permissionOf(inputs: Mapping): IpPermission {
  const Description = optionalText(inputs, "description");
  const [CidrIp, GroupId] = ["cidrIpv4", "referencedSecurityGroupId"].map((key) => optionalText(inputs, key));
  return {
    IpProtocol: textIn(inputs, "ipProtocol"),
    FromPort: numberIn(inputs, "fromPort"),
    ToPort: numberIn(inputs, "toPort"),
    ...(CidrIp !== undefined && { IpRanges: [{ CidrIp, Description }] }),
    ...(GroupId !== undefined && { UserIdGroupPairs: [{ GroupId, Description }] }),
  };
}

/** Security groups and their rules. */
export const firewallProvisions: Provisions = {
  [types.securityGroup]: securityGroup,
  [types.defaultSecurityGroup]: defaultSecurityGroup,
  [types.securityGroupIngressRule]: ruleOf((ec2, request) =>
    ec2.send(new AuthorizeSecurityGroupIngressCommand(request)),
  ),
  [types.securityGroupEgressRule]: ruleOf((ec2, request) =>
    ec2.send(new AuthorizeSecurityGroupEgressCommand(request)),
  ),
};
