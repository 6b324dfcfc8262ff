import { hasUnknown, unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import type { Resource, StackResources } from "./resources";
import { groupKey, groupTypes } from "./securityGroups";
import { types } from "../types";

/** One inbound rule of a security group, however it is written. */
export interface Ingress {
  /** `seoul.endpoint.ingress[0]`, or the name of a rule of its own. */
  readonly where: string;
  readonly holder: Resource;
  /** Key of the group; "unknown" where that cannot be told. */
  readonly group: string;
  readonly protocol: unknown;
  readonly from: unknown;
  readonly to: unknown;
  /** Ranges in CIDR notation, those of prefix lists of the stack among them. */
  readonly ranges: readonly string[];
  /** `seoul.endpoint.ingress[0].prefixListIds`: prefix lists of other stacks, whose ranges nothing here tells. */
  readonly foreignLists: readonly string[];
  readonly isKnown: boolean;
}

/** Every inbound rule of the stack: those inside groups, and those that are resources of their own. */
export function ingressIn(resources: StackResources): readonly Ingress[] {
  const lists = prefixListsIn(resources);
  return [
    ...resources
      .of(...groupTypes)
      .flatMap((group) =>
        blocksOf(group.properties["ingress"]).map((rule, index) =>
          ingressOf(rule, `${group.name}.ingress[${index}]`, group, group.urn, lists),
        ),
      ),
    ...resources.of(types.securityGroupIngressRule).map((rule) => separate(resources, rule, lists)),
    ...resources
      .of(types.securityGroupRule)
      .filter(({ properties: { type } }) => type !== "egress")
      .map((rule) => separate(resources, rule, lists)),
  ];
}

/** Ranges of a list; undefined of one that is not of this stack. */
type Lists = (id: unknown) => readonly string[] | undefined;

function separate(resources: StackResources, rule: Resource, lists: Lists): Ingress {
  return ingressOf(rule.properties, rule.name, rule, groupKey(resources, rule, "securityGroupId"), lists);
}

function ingressOf(rule: Mapping, where: string, holder: Resource, group: string, lists: Lists): Ingress {
  const { ipProtocol, protocol = ipProtocol, fromPort: from, toPort: to } = rule;
  const { cidrIpv4, cidrIpv6, cidrBlocks, ipv6CidrBlocks, prefixListId, prefixListIds } = rule;
  const ranges = [cidrIpv4, cidrIpv6, cidrBlocks, ipv6CidrBlocks].flat();
  const listed = Object.entries({ prefixListId, prefixListIds }).flatMap(([property, value]) =>
    [value].flat().map((id: unknown) => ({ property, id, ranges: lists(id) })),
  );
  return {
    ...{ where, holder, group, protocol, from, to },
    ranges: [...ranges.filter(isText), ...listed.flatMap((list) => list.ranges ?? [])],
    foreignLists: listed
      .filter((list) => isText(list.id) && list.ranges === undefined)
      .map(({ property }) => `${where}.${property}`),
    isKnown: ![protocol, from, to, ...ranges, prefixListId, prefixListIds].some(hasUnknown),
  };
}

/** The ranges of the prefix lists that the stack makes, by their ids. */
export function prefixListsIn(resources: StackResources): Lists {
  const ranges = new Map<unknown, string[]>();
  for (const { id, properties } of resources.of(types.managedPrefixList)) {
    if (id === undefined) continue;
    ranges.set(
      id,
      blocksOf(properties["entries"]).flatMap(({ cidr }) => (isText(cidr) ? [cidr] : [])),
    );
  }
  for (const { properties } of resources.of(types.managedPrefixListEntry)) {
    const { prefixListId, cidr } = properties;
    const before = ranges.get(prefixListId);
    if (isText(cidr) && before !== undefined) ranges.set(prefixListId, [...before, cidr]);
  }
  return (id) => (isText(id) ? ranges.get(id) : undefined);
}

function blocksOf(value: unknown): readonly Mapping[] {
  if (value === unknown) return [{ protocol: unknown }];
  return Array.isArray(value)
    ? (value as readonly unknown[]).map((each) => (isMapping(each) ? each : { protocol: unknown }))
    : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value !== unknown;
}
