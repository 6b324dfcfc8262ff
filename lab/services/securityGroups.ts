import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { numberOf, requiredText, tagged, text, unset } from "./fields";
import { arn, ec2Id, nameOf } from "./names";
import { isRange } from "./ranges";
import { allSet, neededVpc, vpcIdOf } from "./references";
import { types } from "./types";

const securityGroup: Handler = {
  type: types.securityGroup,
  id: ({ digest }) => ec2Id("sg", digest),
  replaceOn: ["description", "name", "namePrefix", "region", "vpcId"],
  absent: [],
  outputs: (request, world) => {
    if (text(request.inputs, "vpcId") === undefined) {
      throw new Refusal("VPCIdNotSpecified", "No default VPC for this user");
    }
    const vpc = neededVpc(request, world);
    const name = nameOf(request);
    if (name.startsWith("sg-")) {
      const message = "invalid value for parameter groupName. Group names may not be in the format sg-*.";
      throw new Refusal("InvalidParameterValue", message);
    }
    if (world.others(request, types.securityGroup, { vpcId: vpc.id, name }).length > 0) {
      const message = `The security group '${name}' already exists for VPC '${vpc.id}'`;
      throw new Refusal("InvalidGroup.Duplicate", message);
    }
    return tagged(
      request,
      {
        description: "Managed by Pulumi",
        egress: [],
        ingress: [],
        namePrefix: "",
        revokeRulesOnDelete: false,
      },
      { arn: arn(request, "ec2", `security-group/${request.id}`), name, ownerId: request.account },
    );
  },
  beforeDelete: refuseWhileUsed,
};

const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

/** Rules of both directions have the same shape: `sources` are where the traffic comes from or goes to. */
function rule(type: string): Handler {
  return {
    type,
    id: ({ digest }) => ec2Id("sgr", digest),
    replaceOn: ["region", "securityGroupId"],
    absent: [],
    outputs: (request, world) => {
      const securityGroupId = requiredText(request.inputs, "securityGroupId");
      vpcIdOf(request, world, types.securityGroup, securityGroupId);
      checkSource(request, world, type, securityGroupId);
      return tagged(request, unset(...sources, "description", "fromPort", "toPort"), {
        arn: arn(request, "ec2", `security-group-rule/${request.id}`),
        securityGroupRuleId: request.id,
      });
    },
  };
}

function checkSource(request: ResourceRequest, world: World, type: string, securityGroupId: string): void {
  const [source, ...more] = allSet(request, sources);
  if (source === undefined || more.length > 0) {
    throw new Refusal("InvalidParameterCombination", `Exactly one of ${sources.join(", ")} must be given`);
  }
  const [property, value] = source;
  if (property === "cidrIpv4" && !isRange(value)) {
    throw new Refusal("InvalidParameterValue", `CIDR block ${value} is malformed`);
  }
  if (property === "referencedSecurityGroupId") vpcIdOf(request, world, types.securityGroup, value);
  const { inputs } = request;
  const ports = {
    fromPort: numberOf(inputs, "fromPort") ?? null,
    toPort: numberOf(inputs, "toPort") ?? null,
  };
  const protocol = requiredText(inputs, "ipProtocol");
  const same = { securityGroupId, [property]: value, ipProtocol: protocol, ...ports };
  if (world.others(request, type, same).length > 0) {
    const range = `from port: ${ports.fromPort ?? -1}, to port: ${ports.toPort ?? -1}`;
    throw new Refusal(
      "InvalidPermission.Duplicate",
      `the specified rule "peer: ${value}, ${protocol.toUpperCase()}, ${range}, ALLOW" already exists`,
    );
  }
}

/** Security groups and the rules that are resources of their own. */
export const securityGroupHandlers: readonly Handler[] = [
  securityGroup,
  rule(types.securityGroupIngressRule),
  rule(types.securityGroupEgressRule),
];
