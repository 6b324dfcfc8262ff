import { unknown } from "../../lab/state";
import { isMapping, type Mapping } from "../../stacks/mapping";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import type { Reference, Resource, StackResources } from "../stack/resources";
import { leadsTo } from "../stack/destinations";
import { isInUse, tableTypes, vpcOfTable } from "../stack/tablesInUse";
import { types } from "../types";

/** A route over a peering, however it is written. */
interface PeeringRoute {
  readonly where: string;
  readonly peering: Reference | "unknown" | undefined;
  /** Key of the VPC whose table holds it; "unknown" where that cannot be told, or the table is not of this stack. */
  readonly vpc: string;
  /** The table, where it is of this stack. */
  readonly table: Resource | undefined;
  readonly destination: unknown;
}

/**
 * A peering that nobody accepts, and one that packets cross one way only, both look finished and carry nothing. A side whose
 * VPC is not of this stack is judged only as far as its routes are.
 */
export const peeringComplete = stackRule(
  {
    name: "peering-complete",
    description: "Every peering connection is accepted, and both of its VPCs have a route over it.",
    configSchema: {
      properties: {
        // Logical names of peerings whose other account accepts them by a stack of its own.
        acceptedElsewhere: { type: "array", items: { type: "string" } },
      },
    },
  },
  (resources, { acceptedElsewhere = [] }) => {
    const routes = routesIn(resources);
    return together(
      resources
        .of(types.peering)
        .map((peering) =>
          together([
            (acceptedElsewhere as readonly string[]).includes(peering.name)
              ? nothing
              : acceptance(resources, peering),
            ...(["vpcId", "peerVpcId"] as const).map((side) => routing(resources, peering, side, routes)),
          ]),
        ),
    );
  },
);

function acceptance(resources: StackResources, peering: Resource): Found {
  const { autoAccept, acceptStatus, peerOwnerId } = peering.properties;
  if (acceptStatus === "active") return nothing;
  const owner = ownerOf(resources, peering);
  const isOthers = isText(peerOwnerId) && isText(owner) && peerOwnerId !== owner;
  if (autoAccept === true && !isOthers) {
    const isOpen = peerOwnerId === unknown || (isText(peerOwnerId) && !isText(owner));
    return isOpen ? notKnown(`${peering.name}.peerOwnerId`) : nothing;
  }
  const accepters = resources.of(types.peeringAccepter).map((accepter) => ({
    accepter,
    of: resources.reference(accepter, "vpcPeeringConnectionId", types.peering),
  }));
  const own = accepters.filter(({ of }) => typeof of === "object" && of.key === peering.urn);
  if (own.some(({ accepter }) => accepter.properties["autoAccept"] === true)) return nothing;
  const open = [
    ...(autoAccept === unknown ? [`${peering.name}.autoAccept`] : []),
    ...own
      .filter(({ accepter }) => accepter.properties["autoAccept"] === unknown)
      .map(({ accepter }) => `${accepter.name}.autoAccept`),
    ...accepters
      .filter(({ of }) => of === "unknown")
      .map(({ accepter }) => `${accepter.name}.vpcPeeringConnectionId`),
  ];
  if (open.length > 0) return notKnown(...open);
  return violation(
    `${peering.name} is requested and never accepted, so it carries nothing. Set autoAccept where both VPCs are in one ` +
      "account and region; else add aws.ec2.VpcPeeringConnectionAccepter with autoAccept: true. " +
      "Where another stack accepts it, name it in acceptedElsewhere of this policy's configuration.",
    peering,
  );
}

/** The account of the side that asks, as its VPC or its provider tells. */
function ownerOf(resources: StackResources, peering: Resource): unknown {
  const vpc = resources.reference(peering, "vpcId", types.vpc);
  const { ownerId } = typeof vpc === "object" && vpc.kind === "here" ? vpc.resource.properties : {};
  if (isText(ownerId)) return ownerId;
  const allowed = peering.provider?.properties["allowedAccountIds"];
  // Providers get lists as JSON.
  const [only, ...others] = JSON.stringify(allowed ?? []).match(/\d{12}/g) ?? [];
  return others.length === 0 ? only : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value !== unknown;
}

function routing(
  resources: StackResources,
  peering: Resource,
  side: "vpcId" | "peerVpcId",
  routes: readonly PeeringRoute[],
): Found {
  const vpc = resources.reference(peering, side, types.vpc);
  if (vpc === "unknown") return notKnown(`${peering.name}.${side}`);
  // The tables of a VPC that is elsewhere are elsewhere, too.
  if (vpc === undefined || vpc.kind === "elsewhere") return nothing;
  const other = resources.reference(peering, side === "vpcId" ? "peerVpcId" : "vpcId", types.vpc);
  const range =
    typeof other === "object" && other.kind === "here" ? other.resource.properties["cidrBlock"] : undefined;
  const over = routes.filter(({ peering: by }) => typeof by === "object" && by.key === peering.urn);
  const leading = [
    ...new Set(over.filter((route) => route.vpc === vpc.key).map(({ table }) => table)),
  ].filter(
    (table) =>
      typeof other !== "object" ||
      other.kind === "elsewhere" ||
      leadsTo(
        resources,
        other.resource,
        over
          .filter((route) => route.table === table && route.vpc === vpc.key)
          .map(({ destination }) => destination),
      ),
  );
  const uses = leading.map((table) => (table === undefined ? true : isInUse(resources, table)));
  if (uses.includes(true)) return nothing;
  if (uses.includes("unknown"))
    return notKnown(`what uses ${leading.map((table) => table?.name ?? "").join(", ")}`);
  const open = [...over, ...routes.filter((route) => route.peering === "unknown")].filter(
    (route) => route.vpc === "unknown" || (route.peering === "unknown" && route.vpc === vpc.key),
  );
  if (open.length > 0) return notKnown(...open.map(({ where }) => where));
  return violation(
    `${peering.name}: ${vpc.resource.name} has no route over it${typeof range === "string" ? ` to ${range}` : ""} in a table that its subnets use, ` +
      "so packets go one way at most. Add an aws.ec2.Route with vpcPeeringConnectionId to the route tables of its callers, and of the endpoints they call.",
    peering,
  );
}

function routesIn(resources: StackResources): readonly PeeringRoute[] {
  const vpcOf = (table: Resource): string => vpcOfTable(resources, table);
  const separate = resources
    .of(types.route)
    .filter(({ properties, madeFrom }) => {
      const { vpcPeeringConnectionId: by } = properties;
      return (
        (typeof by === "string" && by !== "") ||
        (by === undefined && madeFrom["vpcPeeringConnectionId"] !== undefined)
      );
    })
    .map((route): PeeringRoute => {
      const table = resources.reference(route, "routeTableId", ...tableTypes);
      return {
        where: route.name,
        peering: resources.reference(route, "vpcPeeringConnectionId", types.peering),
        vpc: typeof table === "object" && table.kind === "here" ? vpcOf(table.resource) : "unknown",
        table: typeof table === "object" && table.kind === "here" ? table.resource : undefined,
        destination: destinationOf(route.properties),
      };
    });
  const inline = resources.of(...tableTypes).flatMap((table) =>
    blocksOf(table.properties["routes"]).map((route, index): PeeringRoute => {
      const id = route["vpcPeeringConnectionId"];
      return {
        where: `${table.name}.routes[${index}]`,
        peering: peeringBy(resources, table, id),
        vpc: vpcOf(table),
        table,
        destination: destinationOf(route),
      };
    }),
  );
  return [...separate, ...inline];
}

/** A range; what is none, such as a prefix list, as undefined. */
function destinationOf(route: Mapping): unknown {
  const { destinationCidrBlock, cidrBlock = destinationCidrBlock } = route;
  const { destinationIpv6CidrBlock, ipv6CidrBlock = destinationIpv6CidrBlock } = route;
  return [cidrBlock, ipv6CidrBlock].find((each) => each !== undefined && each !== null && each !== "");
}

/** By what the table's routes were made from, where the id is not known yet and only one peering is among it. */
function peeringBy(
  resources: StackResources,
  table: Resource,
  id: unknown,
): Reference | "unknown" | undefined {
  if (id === undefined || id === null || id === "") return undefined;
  const one = {
    ...table,
    properties: { peering: id },
    madeFrom: { peering: table.madeFrom["routes"] ?? [] },
  };
  return resources.reference(one, "peering", types.peering);
}

function blocksOf(value: unknown): readonly Mapping[] {
  if (value === unknown) return [{ vpcPeeringConnectionId: unknown }];
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isMapping) : [];
}
