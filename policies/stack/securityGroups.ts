import type { Reference, Resource, StackResources } from "./resources";
import { types } from "../types";

export const groupTypes = [types.securityGroup, types.defaultSecurityGroup] as const;

/** Key of the security group that a property names, a VPC's default one too; "unknown" where that cannot be told. */
export function groupKey(resources: StackResources, holder: Resource, property: string): string {
  const group = resources.reference(holder, property, ...groupTypes);
  if (typeof group === "object") return keyOfGroup(resources, group);
  // Made from a VPC and nothing else: the only group that a VPC tells of is its default one.
  const [only, ...others] = holder.madeFrom[property] ?? [];
  const source = others.length === 0 ? resources.of(types.vpc).find(({ urn }) => urn === only) : undefined;
  return source === undefined ? "unknown" : defaultGroupOf(resources, source);
}

/** The same key for a VPC's default group, whether a resource stands for it or not. */
export function keyOfGroup(resources: StackResources, reference: Reference): string {
  if (reference.kind === "here") return reference.key;
  const vpc = resources
    .of(types.vpc)
    .find(({ properties }) => properties["defaultSecurityGroupId"] === reference.key);
  return vpc === undefined ? reference.key : defaultGroupOf(resources, vpc);
}

/** Key of the group that endpoints get which name none: as the stack manages it, else one that stands for it. */
export function defaultGroupOf(resources: StackResources, vpc: Resource): string {
  const managed = resources.of(types.defaultSecurityGroup).find((group) => {
    const of = resources.reference(group, "vpcId", types.vpc);
    return typeof of === "object" && of.key === vpc.urn;
  });
  return managed?.urn ?? `the default security group of ${vpc.name}`;
}
