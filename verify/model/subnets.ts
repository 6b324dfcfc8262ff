import { rangeOf } from "./addresses";
import { defaultAcl, networkAclsIn } from "./firewalls";
import type { NetworkAcl, RouteTable, Subnet, Vpc } from "./facts";
import { isStray, labelOf, text, type States } from "./reading";
import { associatedTables, mainTableOf, routeTablesIn } from "./routing";
import { types } from "./types";

/** The subnets, each with the route table and the network ACL that decide for it. */
export function subnetsIn(states: States, vpcs: readonly Vpc[]): readonly Subnet[] {
  const tables = routeTablesIn(states, vpcs);
  const associated = associatedTables(states);
  const acls = networkAclsIn(states);
  const homes = new Map(vpcs.map((vpc) => [vpc.id, vpc]));
  const mains = new Map(
    states.of(types.vpc).map((vpc) => {
      const { id = "" } = vpc;
      const fact = homes.get(id);
      return [id, fact && mainTableOf(states, tables, vpc, fact)] as const;
    }),
  );
  const aclOf = (id: string, vpcId: string): NetworkAcl | undefined => {
    if (acls.bySubnet.has(id)) return acls.bySubnet.get(id);
    return acls.areKnown ? (acls.byVpc.get(vpcId) ?? defaultAcl) : undefined;
  };
  return states.of(types.subnet).flatMap((state): readonly Subnet[] => {
    const { id = "" } = state;
    const vpcId = text(state, "vpcId") ?? "";
    // A subnet whose range is not known may be any part of its VPC.
    const [whole] = isStray(state, "cidrBlock") ? (homes.get(vpcId)?.ranges ?? []) : [];
    const range = whole ?? rangeOf(text(state, "cidrBlock") ?? "");
    if (range === undefined) return [];
    const ownTable = associated.tables.get(id);
    const mainTable = associated.areKnown ? mains.get(vpcId) : undefined;
    const routeTable = ownTable === undefined ? mainTable : tables.get(ownTable);
    return [
      {
        id,
        label: labelOf(state),
        vpcId,
        zone: text(state, "availabilityZone"),
        range,
        routeTable,
        acl: aclOf(id, vpcId),
        isPublic: isPublic(routeTable),
      },
    ];
  });
}

export function isPublic(table: RouteTable | undefined): boolean {
  return table?.routes.some(({ target }) => target.kind === "internet-gateway") === true;
}
