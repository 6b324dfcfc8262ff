import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { blocks, text } from "../model/reading";
import { types } from "../model/types";

/**
 * Takes out of what AWS gave back of security groups, route tables and gateway endpoints the rules, routes and associations that
 * were resources of their own and are gone: a group's outputs hold its rules, a table's its routes and an endpoint's its tables,
 * wherever they came from.
 *
 * @param gone The resources that were taken away.
 */
export function withoutReadBack(
  remaining: readonly ResourceState[],
  gone: readonly ResourceState[],
): readonly ResourceState[] {
  const rules = new Set(gone.flatMap((resource) => ruleKeys(resource)));
  const routes = new Set(
    gone
      .filter(({ type }) => type === types.route)
      .map((route) => `${text(route, "routeTableId") ?? ""} ${text(route, "destinationCidrBlock") ?? ""}`),
  );
  const associations = new Set(
    gone
      .filter(({ type }) => type === types.endpointRouteTableAssociation)
      .map((each) => `${text(each, "vpcEndpointId") ?? ""} ${text(each, "routeTableId") ?? ""}`),
  );
  if (rules.size === 0 && routes.size === 0 && associations.size === 0) return remaining;
  return remaining.map((resource) => {
    const { id = "", type, outputs } = resource;
    if (type === types.routeTable || type === types.defaultRouteTable) {
      const left = blocks(outputs["routes"]).filter(
        (route) => !routes.has(`${id} ${String(route["cidrBlock"])}`),
      );
      return { ...resource, outputs: { ...outputs, routes: left } };
    }
    const tables = outputs["routeTableIds"];
    if (type === types.endpoint && Array.isArray(tables)) {
      const isLeft = (table: unknown): boolean => !associations.has(`${id} ${String(table)}`);
      return { ...resource, outputs: { ...outputs, routeTableIds: tables.filter(isLeft) } };
    }
    if (type !== types.securityGroup && type !== types.defaultSecurityGroup) return resource;
    const without = (direction: string): readonly Mapping[] =>
      blocks(outputs[direction]).flatMap((rule) =>
        narrowed(rule, (range) => rules.has(keyOf(id, direction, rule, range))),
      );
    return { ...resource, outputs: { ...outputs, ingress: without("ingress"), egress: without("egress") } };
  });
}

/** Which property says whether a rule lets in or out, or what does. */
const directions: Readonly<Record<string, (rule: ResourceState) => string>> = {
  [types.securityGroupIngressRule]: () => "ingress",
  [types.securityGroupEgressRule]: () => "egress",
  [types.securityGroupRule]: (rule) => text(rule, "type") ?? "",
};

function ruleKeys(resource: ResourceState): readonly string[] {
  const directionOf = directions[resource.type];
  if (directionOf === undefined) return [];
  const values = { ...resource.inputs, ...resource.outputs };
  const ranges = [values["cidrIpv4"], values["cidrBlocks"]].flat();
  return ranges.map((range) =>
    keyOf(text(resource, "securityGroupId") ?? "", directionOf(resource), values, range),
  );
}

function keyOf(groupId: string, direction: string, rule: Mapping, range: unknown): string {
  return [groupId, direction, rule["fromPort"], rule["toPort"], range].map(String).join(" ");
}

/** The rule for the ranges that stay; nothing where all of them go. */
function narrowed(rule: Mapping, goes: (range: unknown) => boolean): readonly Mapping[] {
  const ranges = [rule["cidrBlocks"] ?? []].flat();
  const left = ranges.filter((range) => !goes(range));
  return left.length === 0 && ranges.length > 0 ? [] : [{ ...rule, cidrBlocks: left }];
}
