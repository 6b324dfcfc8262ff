import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { block, given, requiredText, text, unset } from "./fields";
import { principalsOf } from "./grants";
import { arnParts, hash, physicalName, shortId } from "./names";
import { checkPolicy, inlinePolicy, policyText, trustPolicy } from "./policies";
import { roleOf } from "./roles";
import { types } from "./types";

const role: Handler = {
  type: types.role,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: ["name", "namePrefix", "path"],
  absent: ["createDate"],
  outputs: (request, world) => {
    const { id, account, region, inputs } = request;
    checkName("roleName", id, 64);
    const trusting = policyText(inputs, "assumeRolePolicy") ?? "";
    checkPolicy(trusting, trustPolicy);
    checkTrusted(trusting, world);
    const path = text(inputs, "path") ?? "/";
    return {
      ...unset("description", "permissionsBoundary", "tags"),
      forceDetachPolicies: false,
      inlinePolicies: [],
      managedPolicyArns: [],
      maxSessionDuration: 3600,
      namePrefix: "",
      path,
      ...given(inputs),
      arn: `arn:${partitionOf(region).name}:iam::${account}:role${path}${id}`,
      name: id,
      tagsAll: block(inputs, "tags") ?? {},
      uniqueId: `AROA${shortId(hash("role", account, id), 17).toUpperCase()}`,
    };
  },
  beforeDelete: refuseWhileUsed,
};

const rolePolicy: Handler = {
  type: types.rolePolicy,
  id: ({ urn, inputs, digest }) => `${requiredText(inputs, "role")}:${physicalName(urn, inputs, digest)}`,
  replaceOn: ["name", "namePrefix", "role"],
  absent: [],
  outputs: (request, world) => {
    const { id, inputs } = request;
    const name = id.slice(id.indexOf(":") + 1);
    checkName("policyName", name, 128);
    checkRole(request, world, requiredText(inputs, "role"));
    checkPolicy(policyText(inputs, "policy") ?? "", inlinePolicy);
    return { namePrefix: "", ...given(inputs), name };
  },
};

const rolePolicyAttachment: Handler = {
  type: types.rolePolicyAttachment,
  id: ({ inputs }) => `${requiredText(inputs, "role")}/${requiredText(inputs, "policyArn")}`,
  replaceOn: ["policyArn", "role"],
  absent: [],
  outputs: (request, world) => {
    checkRole(request, world, requiredText(request.inputs, "role"));
    const arn = requiredText(request.inputs, "policyArn");
    if (!/^arn:aws[a-z-]*:iam::(aws|\d{12}):policy\//.test(arn)) {
      throw new Refusal("ValidationError", `ARN ${arn} is not valid.`);
    }
    return {};
  },
};

/** Source: CreateRole and PutRolePolicy, AWS Identity and Access Management API Reference. */
function checkName(member: string, name: string, longest: number): void {
  if (name.length <= longest) return;
  const problem = `Value '${name}' at '${member}' failed to satisfy constraint`;
  const must = `Member must have length less than or equal to ${longest}`;
  throw new Refusal("ValidationError", `1 validation error detected: ${problem}: ${must}`);
}

/** IAM keeps a trusted role by its inner id, so it has to be there. In an account of which no role is known, it may be. */
function checkTrusted(policy: string, world: World): void {
  for (const { kind, name } of principalsOf(policy)) {
    if (kind !== "AWS" || !name.includes(":role/") || roleOf(world, name) !== undefined) continue;
    if (world.where(types.role, {}).every(({ account }) => account !== arnParts(name).account)) continue;
    throw new Refusal("MalformedPolicyDocument", `Invalid principal in policy: "AWS":"${name}"`);
  }
}

function checkRole({ account }: ResourceRequest, world: World, name: string): void {
  if (world.where(types.role, { id: name }).some((found) => found.account === account)) return;
  throw new Refusal("NoSuchEntity", `The role with name ${name} cannot be found.`);
}

/** Roles, their inline policies and the managed ones that are attached. */
export const iamHandlers: readonly Handler[] = [role, rolePolicy, rolePolicyAttachment];
