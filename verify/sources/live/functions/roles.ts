import { types } from "../../../model/types";
import { resource } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { documentIn, ownRoles, type OwnRole } from "./ownRoles";

/** The topology's roles with what they trust and what they may do: one list of all of the account's. */
export const roles: Reader = {
  permissions: ["iam:GetAccountAuthorizationDetails"],
  types: [types.role, types.rolePolicy, types.rolePolicyAttachment],
  phase: 1,
  global: true,
  read: async (context) => (await ownRoles(context)).flatMap((role) => roleOf(context, role)),
};

function roleOf(context: ReadContext, role: OwnRole): readonly LiveResource[] {
  const {
    RoleName: name = "",
    Arn: arn,
    Path: path,
    RolePolicyList = [],
    AttachedManagedPolicies = [],
  } = role;
  const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
  return [
    resource(context, {
      type: types.role,
      id: name,
      tags: role.tagValues,
      outputs: {
        name,
        arn,
        path,
        assumeRolePolicy: documentIn(role.AssumeRolePolicyDocument),
        permissionsBoundary: boundary ?? null,
      },
    }),
    ...RolePolicyList.map(({ PolicyName = "", PolicyDocument }) =>
      resource(context, {
        type: types.rolePolicy,
        id: `${name}:${PolicyName}`,
        outputs: { role: name, name: PolicyName, policy: documentIn(PolicyDocument) },
      }),
    ),
    ...AttachedManagedPolicies.map(({ PolicyArn: policyArn = "" }) =>
      resource(context, {
        type: types.rolePolicyAttachment,
        id: `${name}/${policyArn}`,
        outputs: { role: name, policyArn },
      }),
    ),
  ];
}
