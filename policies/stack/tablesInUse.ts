import type { Resource, StackResources } from "./resources";
import { types } from "../types";

export const tableTypes = [types.routeTable, types.defaultRouteTable] as const;

/** Key of the VPC that a route table is in; "unknown" where that cannot be told. */
export function vpcOfTable(resources: StackResources, table: Resource): string {
  const vpc = resources.reference(table, "vpcId", types.vpc);
  if (typeof vpc === "object") return vpc.key;
  const source = (table.madeFrom["defaultRouteTableId"] ?? []).map((urn) =>
    resources.of(types.vpc).find((each) => each.urn === urn),
  );
  return source[0]?.urn ?? "unknown";
}

/**
 * Whether packets of any subnet follow a table. One of a VPC whose subnets are all another stack's may be associated there, and
 * counts.
 */
export function isInUse(resources: StackResources, table: Resource): boolean | "unknown" {
  const associations = resources
    .of(types.routeTableAssociation)
    .filter(
      ({ properties: { gatewayId } }) => gatewayId === undefined || gatewayId === null || gatewayId === "",
    );
  const tables = associations.map((each) => resources.reference(each, "routeTableId", ...tableTypes));
  if (tables.some((each) => typeof each === "object" && each.key === table.urn)) return true;
  const vpc = vpcOfTable(resources, table);
  const subnets = resources.of(types.subnet).filter((subnet) => {
    const of = resources.reference(subnet, "vpcId", types.vpc);
    return typeof of === "object" && of.key === vpc;
  });
  if (subnets.length === 0) return true;
  const associated = associations.map((each) => resources.reference(each, "subnetId", types.subnet));
  const isLeft = subnets.some(
    ({ urn }) => !associated.some((each) => typeof each === "object" && each.key === urn),
  );
  if (isLeft && isMain(resources, table, vpc)) return true;
  return tables.includes("unknown") ? "unknown" : false;
}

function isMain(resources: StackResources, table: Resource, vpc: string): boolean {
  const chosen = resources.of(types.mainRouteTableAssociation).find((association) => {
    const of = resources.reference(association, "vpcId", types.vpc);
    return typeof of === "object" && of.key === vpc;
  });
  if (chosen === undefined) {
    const born = resources.of(types.vpc).find(({ urn }) => urn === vpc)?.properties["mainRouteTableId"];
    return table.type === types.defaultRouteTable || (born !== undefined && born === table.id);
  }
  const main = resources.reference(chosen, "routeTableId", ...tableTypes);
  return main === "unknown" || (typeof main === "object" && main.key === table.urn);
}
