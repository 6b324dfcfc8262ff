import type { CloudResource } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { types } from "./types";

interface Dependents {
  readonly code: string;
  readonly message: (record: CloudResource) => string;
  /** Types and their properties that hold the id; a dot leads into a block. */
  readonly by: readonly (readonly [type: string, property: string])[];
}

/** What has to go first. Texts: what EC2, Elastic Load Balancing, Route 53, IAM, API Gateway and EventBridge answer to such a deletion. */
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
      [types.instance, "subnetId"],
      [types.lambdaFunction, "vpcConfig.subnetIds"],
      [types.loadBalancer, "subnets"],
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
      [types.instance, "vpcSecurityGroupIds"],
      [types.lambdaFunction, "vpcConfig.securityGroupIds"],
      [types.loadBalancer, "securityGroups"],
      [types.securityGroupIngressRule, "referencedSecurityGroupId"],
      [types.securityGroupEgressRule, "referencedSecurityGroupId"],
    ],
  },
  [types.placementGroup]: {
    code: "InvalidPlacementGroup.InUse",
    message: ({ id }) => `The placement group '${id}' is in use and may not be deleted.`,
    by: [[types.instance, "placementGroup"]],
  },
  [types.loadBalancer]: {
    code: "ResourceInUse",
    message: ({ id }) =>
      `Load balancer '${id}' cannot be deleted because it is currently associated with another service`,
    by: [[types.endpointService, "networkLoadBalancerArns"]],
  },
  [types.zone]: {
    code: "HostedZoneNotEmpty",
    message: () =>
      "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
    by: [[types.record, "zoneId"]],
  },
  [types.deployment]: {
    code: "BadRequestException",
    message: () => "Active stages pointing to this deployment must be moved or deleted",
    by: [[types.stage, "deployment"]],
  },
  [types.eventRule]: {
    code: "ValidationException",
    message: () => "Rule can't be deleted since it has targets.",
    by: [[types.eventTarget, "rule"]],
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
