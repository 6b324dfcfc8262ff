import { hasUnknown, unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import type { Resource, StackResources } from "./resources";
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
  readonly isKnown: boolean;
}

export const groupTypes = [types.securityGroup, types.defaultSecurityGroup] as const;

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

type Lists = (id: unknown) => readonly string[];

function separate(resources: StackResources, rule: Resource, lists: Lists): Ingress {
  const group = resources.reference(rule, "securityGroupId", ...groupTypes);
  return ingressOf(
    rule.properties,
    rule.name,
    rule,
    typeof group === "object" ? group.key : "unknown",
    lists,
  );
}

function ingressOf(rule: Mapping, where: string, holder: Resource, group: string, lists: Lists): Ingress {
  const { ipProtocol, protocol = ipProtocol, fromPort: from, toPort: to } = rule;
  const { cidrIpv4, cidrIpv6, cidrBlocks, ipv6CidrBlocks, prefixListId, prefixListIds } = rule;
  const ranges = [cidrIpv4, cidrIpv6, cidrBlocks, ipv6CidrBlocks].flat();
  const judged = [protocol, from, to, ...ranges];
  return {
    ...{ where, holder, group, protocol, from, to },
    ranges: [...ranges.filter(isText), ...[prefixListId, prefixListIds].flat().flatMap(lists)],
    isKnown: !judged.some(hasUnknown),
  };
}

/** The ranges of the prefix lists that the stack makes, by their ids. */
function prefixListsIn(resources: StackResources): Lists {
  const ranges = new Map<unknown, string[]>();
  for (const { id, properties } of resources.of(types.managedPrefixList)) {
    ranges.set(
      id,
      blocksOf(properties["entries"]).flatMap(({ cidr }) => (isText(cidr) ? [cidr] : [])),
    );
  }
  for (const { properties } of resources.of(types.managedPrefixListEntry)) {
    const { prefixListId, cidr } = properties;
    if (isText(cidr)) ranges.set(prefixListId, [...(ranges.get(prefixListId) ?? []), cidr]);
  }
  return (id) => (isText(id) ? (ranges.get(id) ?? []) : []);
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
