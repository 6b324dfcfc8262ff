import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { types } from "./types";

interface Dependents {
  readonly code: string;
  readonly message: (record: CloudResource) => string;
  /** Types and their properties that hold the id. */
  readonly by: readonly (readonly [type: string, property: string])[];
}

/** What has to go first. Texts: what EC2 and API Gateway answer to such a deletion. */
const dependents: Readonly<Record<string, Dependents>> = {
  [types.vpc]: {
    code: "DependencyViolation",
    message: ({ id }) => `The vpc '${id}' has dependencies and cannot be deleted.`,
    by: [
      [types.subnet, "vpcId"],
      [types.internetGateway, "vpcId"],
      [types.routeTable, "vpcId"],
      [types.securityGroup, "vpcId"],
      [types.endpoint, "vpcId"],
      [types.vpnGatewayAttachment, "vpcId"],
      [types.transitGatewayAttachment, "vpcId"],
    ],
  },
  [types.subnet]: {
    code: "DependencyViolation",
    message: ({ id }) => `The subnet '${id}' has dependencies and cannot be deleted.`,
    by: [
      [types.endpoint, "subnetIds"],
      [types.transitGatewayAttachment, "subnetIds"],
    ],
  },
  [types.routeTable]: {
    code: "DependencyViolation",
    message: ({ id }) => `The routeTable '${id}' has dependencies and cannot be deleted.`,
    by: [[types.routeTableAssociation, "routeTableId"]],
  },
  [types.securityGroup]: {
    code: "DependencyViolation",
    message: ({ id }) => `resource ${id} has a dependent object`,
    by: [
      [types.endpoint, "securityGroupIds"],
      [types.securityGroupIngressRule, "referencedSecurityGroupId"],
    ],
  },
  [types.deployment]: {
    code: "BadRequestException",
    message: () => "Active stages pointing to this deployment must be moved or deleted",
    by: [[types.stage, "deployment"]],
  },
  [types.role]: {
    code: "DeleteConflict",
    message: () => "Cannot delete entity, must delete policies first.",
    by: [
      [types.rolePolicy, "role"],
      [types.rolePolicyAttachment, "role"],
    ],
  },
};

/** @throws Refusal while something else in the same account still holds the record's id. */
export function refuseWhileUsed(record: CloudResource, world: World): void {
  const entry = dependents[record.type];
  const used = entry?.by.some(([type, property]) =>
    world.where(type, { [property]: record.id }).some((user) => user.account === record.account),
  );
  if (entry !== undefined && used === true) throw new Refusal(entry.code, entry.message(record));
}
