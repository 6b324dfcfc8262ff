import type { Place } from "../resource";
import type { CloudResource } from "../resource";
import type { World } from "../world";
import { blocks, requiredText, text, texts } from "./fields";
import { grants, type Ask } from "./grants";
import { types } from "./types";

/** The role that an ARN names, in whatever account it is. */
export function roleOf(world: World, arn: string): CloudResource | undefined {
  return world.where(types.role, { arn })[0];
}

/** Whether a role's trust policy lets a service assume it. */
export function trusts(role: CloudResource, service: string): boolean {
  return grants([requiredText(role.outputs, "assumeRolePolicy")], {
    action: "sts:AssumeRole",
    principal: ({ kind, name }) => name === "*" || (kind === "Service" && name === service),
  });
}

/** Whether a role may do something. What a managed policy says is not known here: with one, it is taken to. */
export function may(role: CloudResource, world: World, ask: Ask): boolean {
  if (texts(role.outputs, "managedPolicyArns").length > 0) return true;
  if (belongingTo(role, world, types.rolePolicyAttachment).length > 0) return true;
  const inline = [...blocks(role.outputs, "inlinePolicies"), ...belongingTo(role, world, types.rolePolicy)];
  return grants(
    inline.flatMap((policy) => text(policy, "policy") ?? []),
    ask,
  );
}

function belongingTo(role: CloudResource, world: World, type: string): readonly CloudResource["outputs"][] {
  const ofAccount = ({ account }: Place): boolean => account === role.account;
  return world
    .where(type, { role: role.id })
    .filter(ofAccount)
    .map(({ outputs }) => outputs);
}
