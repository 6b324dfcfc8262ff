import { groupBy } from "../../components/groupBy";
import { types } from "./types";
import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { rangeOf } from "./addresses";
import type { GatewayKind, Route, RouteTable, RouteTarget, Vpc } from "./facts";
import { blocks, declared, isUnknown, labelOf, text, textOf, type States } from "./reading";

/** The route tables by id. A VPC's main one is there even where no resource stands for it, with the local routes alone. */
export function routeTablesIn(states: States, vpcs: readonly Vpc[]): ReadonlyMap<string, RouteTable> {
  const routes = groupBy(states.of(types.route), (state) => text(state, "routeTableId") ?? "");
  const homes = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const tables = states.of(types.routeTable, types.defaultRouteTable).map((state): RouteTable => {
    const { id = "" } = state;
    const vpc = homes.get(text(state, "vpcId") ?? "");
    // A route whose table is not known may be this table's.
    const own = [...(routes.get(id) ?? []), ...(routes.get("") ?? [])];
    return {
      id,
      label: labelOf(state),
      routes: ordered([
        ...localRoutes(vpc),
        ...own.map((route) => routeOf(routeAs(route), labelOf(route), text(route, "routeTableId") === id)),
        ...blocks(declared(state, "routes")).map((route) => routeOf(route, labelOf(state), true)),
      ]),
    };
  });
  return new Map(tables.map((table) => [table.id, table]));
}

/** A VPC's routes to itself, which every table has. */
export function localRoutes(vpc: Vpc | undefined): readonly Route[] {
  return (vpc?.ranges ?? []).map((range) => ({
    range,
    target: { kind: "local" },
    label: `the local route of ${vpc?.label ?? ""}`,
  }));
}

/** By subnet id, the id of the table that it is associated with. */
export function associatedTables(states: States): ReadonlyMap<string, string> {
  return new Map(
    states.of(types.routeTableAssociation).flatMap((state) => {
      const subnetId = text(state, "subnetId");
      return subnetId === undefined ? [] : [[subnetId, text(state, "routeTableId") ?? ""] as const];
    }),
  );
}

/** The id of a VPC's main route table: the one that was made so, else the one that it was born with. */
export function mainTableOf(states: States, vpc: ResourceState): string | undefined {
  const chosen = states.of(types.mainRouteTableAssociation).find((state) => text(state, "vpcId") === vpc.id);
  return text(chosen ?? vpc, chosen === undefined ? "mainRouteTableId" : "routeTableId");
}

export function ordered(routes: readonly Route[]): readonly Route[] {
  // What is not known comes first: it may be the longer prefix.
  const size = ({ range }: Route): number => (range === undefined ? 0 : range.last - range.first + 1);
  return [...routes].sort((one, other) => size(one) - size(other));
}

function routeAs(state: ResourceState): Mapping {
  return { ...state.inputs, ...state.outputs };
}

/** The properties that name a route's target, and what they lead to; an inline route calls some of them otherwise. */
const targets: readonly (readonly [property: string, kind: GatewayKind])[] = [
  ["vpcPeeringConnectionId", "peering"],
  ["transitGatewayId", "transit-gateway"],
  ["natGatewayId", "nat-gateway"],
];

function routeOf(route: Mapping, label: string, isKnownTable: boolean): Route {
  const written = route["destinationCidrBlock"] ?? route["cidrBlock"];
  const range = isKnownTable ? rangeOf(textOf(written) ?? "") : undefined;
  return { range, target: targetOf(route, label), label };
}

function targetOf(route: Mapping, label: string): RouteTarget {
  for (const [property, kind] of targets) {
    const id = textOf(route[property]);
    if (id !== undefined) return { kind, id };
    if (isUnknown(route[property])) return { kind: "unknown", why: `${property} of ${label} is not known` };
  }
  const gatewayId = textOf(route["gatewayId"]);
  if (gatewayId === "local") return { kind: "local" };
  if (gatewayId?.startsWith("igw-") === true) return { kind: "internet-gateway", id: gatewayId };
  if (gatewayId?.startsWith("vgw-") === true) return { kind: "vpn-gateway", id: gatewayId };
  return { kind: "unknown", why: `what ${label} leads to is not known` };
}
