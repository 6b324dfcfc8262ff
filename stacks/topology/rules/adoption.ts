import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** What adopting a VPC needs, and what it rules out. */
export function adoptionRules({ networks, links }: Draft): readonly TopologyProblem[] {
  const owners = new Map<string, string>();
  return Object.entries(networks).flatMap(([name, { existing, publicSubnets, privateDns }]) => {
    if (existing === undefined) return [];
    const path = `networks.${name}.existing`;
    const problems: TopologyProblem[] = [];
    for (const key of ["vpcId", "endpointId"] as const) {
      const id = existing[key];
      const owner = id === undefined ? undefined : owners.get(id);
      if (id !== undefined) owners.set(id, owner ?? name);
      if (owner === undefined) continue;
      const message = `${id ?? ""} is that of the network "${owner}" already`;
      problems.push({ path: `${path}.${key}`, message, hint: "describe each VPC once" });
    }
    for (const key of ["subnetIds", "routeTableIds"] as const) {
      for (const [index, id] of existing[key].entries()) {
        if (existing[key].indexOf(id) === index) continue;
        problems.push({
          path: `${path}.${key}[${index}]`,
          message: `${id} is named twice`,
          hint: "name each id once",
        });
      }
    }
    if (publicSubnets) {
      problems.push({
        path: `networks.${name}.publicSubnets`,
        message: "cannot be true for an adopted VPC, which keeps the subnets that it has",
        hint: "leave it out",
      });
    }
    if (privateDns && existing.endpointId !== undefined) {
      problems.push({
        path: `networks.${name}.privateDns`,
        message: "is set by the owner of the adopted endpoint",
        hint: "leave it out, or leave out existing.endpointId to get an endpoint of its own",
      });
    }
    const carries = links.some(({ entry }) => entry.through === name) || privateDns;
    if (carries && existing.endpointId === undefined && existing.subnetIds.length === 0) {
      problems.push({
        path: `${path}.subnetIds`,
        message: "is empty, and the endpoint needs a subnet",
        hint: "name one subnet a zone",
      });
    }
    const peered = links.some(
      ({ entry: { from, through } }) => from !== through && [from, through].includes(name),
    );
    if (peered && existing.routeTableIds.length === 0) {
      problems.push({
        path: `${path}.routeTableIds`,
        message: "is empty, and the peering needs a route",
        hint: "name the route tables of the subnets that call or answer",
      });
    }
    return problems;
  });
}
