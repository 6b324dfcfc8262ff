import type { ResourceRequest } from "../handler";
import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { block, flag, requiredText, texts } from "./fields";
import { needed, vpcIdOf } from "./references";
import { may } from "./roles";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("InvalidParameterValueException", message);

/** What Lambda does in the function's name. Source: "Giving Lambda functions access to resources in an Amazon VPC", Developer Guide. */
const interfaceActions = ["CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface"];

/** The function's place in a VPC as Lambda completes it, or null where it has none. */
export function networkOf(request: ResourceRequest, world: World, role: CloudResource): unknown {
  const config = block(request.inputs, "vpcConfig") ?? {};
  const [subnetIds, securityGroupIds] = [texts(config, "subnetIds"), texts(config, "securityGroupIds")];
  if (subnetIds.length === 0 && securityGroupIds.length === 0) return null;
  if (subnetIds.length === 0 || securityGroupIds.length === 0) {
    throw invalid("SubnetIds and SecurityIds must coexist or be both empty list.");
  }
  const subnetVpcs = subnetIds.map((id) =>
    asked("DescribeSubnets", () => requiredText(needed(request, world, types.subnet, id).outputs, "vpcId")),
  );
  const groupVpcs = securityGroupIds.map((id) =>
    asked("DescribeSecurityGroups", () => vpcIdOf(request, world, types.securityGroup, id)),
  );
  const [vpcId = ""] = subnetVpcs;
  if (subnetVpcs.some((other) => other !== vpcId))
    throw invalid("Subnets are required to be in the same VPC.");
  if (groupVpcs.some((other) => other !== vpcId)) {
    throw invalid("Security Groups are required to be in the same VPC.");
  }
  for (const action of interfaceActions) {
    if (may(role, world, { action: `ec2:${action}` })) continue;
    throw invalid(`The provided execution role does not have permissions to call ${action} on EC2`);
  }
  const ipv6AllowedForDualStack = flag(config, "ipv6AllowedForDualStack") ?? false;
  return { ipv6AllowedForDualStack, securityGroupIds, subnetIds, vpcId };
}

/** Lambda asks EC2, and hands its answer on. */
function asked<T>(call: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message } = error;
    throw invalid(`Error occurred while ${call}. EC2 Error Code: ${code}. EC2 Error Message: ${message}`);
  }
}
