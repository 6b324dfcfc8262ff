import { rangeOf } from "./addresses";
import { defaultAcl, networkAclsIn } from "./firewalls";
import type { RouteTable, Subnet, Vpc } from "./facts";
import { labelOf, text, type States } from "./reading";
import { associatedTables, localRoutes, mainTableOf, routeTablesIn } from "./routing";
import { types } from "./types";

/** The subnets, each with the route table and the network ACL that decide for it. */
export function subnetsIn(states: States, vpcs: readonly Vpc[]): readonly Subnet[] {
  const tables = routeTablesIn(states, vpcs);
  const associated = associatedTables(states);
  const acls = networkAclsIn(states);
  const homes = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const mains = new Map(states.of(types.vpc).map((vpc) => [vpc.id ?? "", mainTableOf(states, vpc)]));
  return states.of(types.subnet).flatMap((state): readonly Subnet[] => {
    const { id = "" } = state;
    const range = rangeOf(text(state, "cidrBlock") ?? "");
    const vpcId = text(state, "vpcId") ?? "";
    const vpc = homes.get(vpcId);
    if (range === undefined) return [];
    const ownTable = associated.get(id);
    // Nothing stands for a main table that the program leaves alone: it has the local routes alone.
    const routeTable =
      ownTable === undefined
        ? (tables.get(mains.get(vpcId) ?? "") ?? bareMainTable(vpc))
        : tables.get(ownTable);
    return [
      {
        id,
        label: labelOf(state),
        vpcId,
        zone: text(state, "availabilityZone"),
        range,
        routeTable,
        acl: acls.bySubnet.has(id) ? acls.bySubnet.get(id) : (acls.byVpc.get(vpcId) ?? defaultAcl),
        isPublic: isPublic(routeTable),
      },
    ];
  });
}

export function isPublic(table: RouteTable | undefined): boolean {
  return table?.routes.some(({ target }) => target.kind === "internet-gateway") === true;
}

function bareMainTable(vpc: Vpc | undefined): RouteTable | undefined {
  if (vpc === undefined) return undefined;
  return { id: "", label: `the main route table of ${vpc.label}`, routes: localRoutes(vpc) };
}
