import { groupBy } from "../../components/groupBy";
import { types } from "./types";
import type { ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { rangeOf, within } from "./addresses";
import type { GatewayKind, Route, RouteTable, RouteTarget, Vpc } from "./facts";
import {
  blocks,
  declared,
  isStray,
  isUnknown,
  labelOf,
  property,
  readBack,
  text,
  textOf,
  texts,
  type States,
} from "./reading";

/** The route tables by id. A VPC's main one is there even where no resource stands for it, with the local routes alone. */
export function routeTablesIn(states: States, vpcs: readonly Vpc[]): ReadonlyMap<string, RouteTable> {
  const routes = groupBy(states.of(types.route), (state) => text(state, "routeTableId") ?? "");
  const propagations = states.of(types.routePropagation);
  const homes = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const tables = states.of(types.routeTable, types.defaultRouteTable).map((state): RouteTable => {
    const { id = "" } = state;
    const vpc = homes.get(text(state, "vpcId") ?? "");
    // A route whose table is not known may be this table's.
    const own = [...(routes.get(id) ?? []), ...(routes.get("") ?? [])];
    const known = [
      ...localRoutes(vpc),
      ...own.flatMap((route) => routeOf(routeAs(route), labelOf(route), text(route, "routeTableId") === id)),
      ...blocks(declared(state, "routes")).flatMap((route) => routeOf(route, labelOf(state), true)),
    ];
    const told = new Set(known.map(({ range }) => range?.text));
    return {
      id,
      label: labelOf(state),
      routes: ordered([
        ...known,
        ...blocks(readBack(state, "routes"))
          .flatMap((route) => routeOf(route, `${labelOf(state)}, as read back,`, true))
          .filter(({ range }) => !told.has(range?.text)),
        ...(isUnknown(declared(state, "routes")) ? [unknownRoute(labelOf(state))] : []),
        ...[state, ...propagations].filter((by) => propagates(by, state)).map(propagated),
      ]),
    };
  });
  return new Map(tables.map((table) => [table.id, table]));
}

/** A VPC's routes to itself, which every table has. */
function localRoutes(vpc: Vpc | undefined): readonly Route[] {
  const label = `the local route of ${vpc?.label ?? "a VPC"}`;
  return (vpc?.ranges ?? [undefined]).map((range) => ({ range, target: { kind: "local" }, label }));
}

function unknownRoute(label: string): Route {
  return {
    range: undefined,
    target: { kind: "unknown", why: `the routes of ${label} are not known` },
    label,
  };
}

/** Whether a table, or a resource beside it, lets a virtual private gateway add routes to it. */
function propagates(by: ResourceState, table: ResourceState): boolean {
  if (by !== table) return text(by, "routeTableId") === table.id || isStray(by, "routeTableId");
  const gateways = property(table, "propagatingVgws");
  return isUnknown(gateways) || texts(gateways).length > 0;
}

/** The routes that a gateway adds are not among the resources. */
function propagated(by: ResourceState): Route {
  return { ...unknownRoute(`what a virtual private gateway adds by ${labelOf(by)}`), isPropagated: true };
}

/** Which table each subnet is associated with. */
export interface Associations {
  /** Ids of the tables by subnet id; empty for a table that is not known. */
  readonly tables: ReadonlyMap<string, string>;
  /** Whether a subnet without an entry has none of its own. */
  readonly areKnown: boolean;
}

export function associatedTables(states: States): Associations {
  const made = states.of(types.routeTableAssociation);
  return {
    tables: new Map(
      made.flatMap((state) => {
        const subnetId = text(state, "subnetId");
        return subnetId === undefined ? [] : [[subnetId, text(state, "routeTableId") ?? ""] as const];
      }),
    ),
    areKnown: !made.some((state) => isStray(state, "subnetId")),
  };
}

/** The main route table of a VPC: the one that was made so, else the one that it was born with. */
export function mainTableOf(
  states: States,
  tables: ReadonlyMap<string, RouteTable>,
  vpc: ResourceState,
  fact: Vpc,
): RouteTable | undefined {
  const associations = states.of(types.mainRouteTableAssociation);
  const chosen = associations.find((state) => text(state, "vpcId") === vpc.id);
  if (chosen !== undefined) return tables.get(text(chosen, "routeTableId") ?? "");
  if (associations.some((state) => isStray(state, "vpcId"))) return undefined;
  const own = tables.get(text(vpc, "mainRouteTableId") ?? "");
  if (own !== undefined) return own;
  if (isStray(vpc, "mainRouteTableId") && states.of(types.defaultRouteTable).length > 0) return undefined;
  // Nothing stands for a main table that the program leaves alone: it has the local routes alone.
  const id = text(vpc, "mainRouteTableId") ?? "";
  return { id, label: `the main route table of ${fact.label}`, routes: localRoutes(fact) };
}

/**
 * Longest prefix first. What is not known comes before everything: it may be the longest. Routes that a gateway adds come
 * after those of the VPC's own ranges, which it cannot change. Source: "Route priority" of the Amazon VPC User Guide.
 */
function ordered(routes: readonly Route[]): readonly Route[] {
  const own = routes.flatMap(({ target, range }) => (target.kind === "local" ? (range ?? []) : []));
  const rank = ({ range, isPropagated = false }: Route): number => {
    if (range === undefined) return isPropagated ? 2 : 0;
    return own.some((local) => within(range, local)) ? 1 : 3;
  };
  const size = ({ range }: Route): number => (range === undefined ? 0 : range.last - range.first + 1);
  return [...routes].sort((one, other) => rank(one) - rank(other) || size(one) - size(other));
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

/** Nothing for a route of IPv6, or to a gateway endpoint's prefix list, which holds no address that is traced here. */
function routeOf(route: Mapping, label: string, isKnownTable: boolean): readonly Route[] {
  const written = route["destinationCidrBlock"] ?? route["cidrBlock"];
  const ipv6 = route["destinationIpv6CidrBlock"] ?? route["ipv6CidrBlock"];
  const isIpv4 = isUnknown(written) || textOf(written) !== undefined;
  if (!isIpv4 && (textOf(ipv6) !== undefined || textOf(route["gatewayId"])?.startsWith("vpce-") === true))
    return [];
  const range = isKnownTable ? rangeOf(textOf(written) ?? "") : undefined;
  return [{ range, target: targetOf(route, label), label }];
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
