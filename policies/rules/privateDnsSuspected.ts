import { isMapping } from "../../stacks/mapping";
import { stackRule, together, violation, nothing } from "../rule";
import { capturesIn } from "../stack/capture";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";

/**
 * What hints at a VPC that calls public APIs, and proves nothing: a way out to the internet, beside an endpoint that takes the
 * names of public APIs. Advice, whatever the pack's level.
 */
export const privateDnsSuspected = {
  ...stackRule(
    {
      name: "private-dns-suspected",
      description: "An execute-api endpoint with private DNS stands in a VPC with a way out to the internet.",
    },
    (resources) => {
      const open = new Set(vpcsWithWayOut(resources));
      const publicApis = publicApisIn(resources);
      return together(
        capturesIn(resources).map(({ endpoint, vpc, isKnown }) => {
          if (!isKnown || typeof vpc !== "object" || !open.has(vpc.key)) return nothing;
          const named =
            publicApis.length === 0 ? "" : `, such as ${publicApis.map(({ name }) => name).join(", ")}`;
          return violation(
            `${endpoint.name} has private DNS in a VPC that can reach the internet: public APIs of its region${named} ` +
              "answer 403 from there. If any is called, set privateDnsEnabled: false.",
            endpoint,
          );
        }),
      );
    },
  ),
  enforcementLevel: "advisory" as const,
};

function vpcsWithWayOut(resources: StackResources): readonly string[] {
  const tables = [types.routeTable, types.defaultRouteTable];
  const separate = resources.of(types.route).flatMap((route) => {
    if (!isWayOut(route.properties)) return [];
    const table = resources.reference(route, "routeTableId", ...tables);
    return typeof table === "object" && table.kind === "here" ? [table.resource] : [];
  });
  const inline = resources.of(...tables).filter(({ properties: { routes } }) => {
    return Array.isArray(routes) && routes.some((route) => isMapping(route) && isWayOut(route));
  });
  return [...separate, ...inline].flatMap((table) => {
    const vpc = resources.reference(table, "vpcId", types.vpc);
    return typeof vpc === "object" ? [vpc.key] : [];
  });
}

function isWayOut(route: Readonly<Record<string, unknown>>): boolean {
  const { destinationCidrBlock, cidrBlock, gatewayId, natGatewayId, transitGatewayId } = route;
  const isDefault = [destinationCidrBlock, cidrBlock].includes("0.0.0.0/0");
  return (
    isDefault && [gatewayId, natGatewayId, transitGatewayId].some((id) => typeof id === "string" && id !== "")
  );
}

/** Those that answer under the names that the endpoint takes. */
function publicApisIn(resources: StackResources): readonly Resource[] {
  const restApis = resources.of(types.restApi).filter(({ properties: { endpointConfiguration: given } }) => {
    const kinds = isMapping(given) ? given["types"] : undefined;
    return !(Array.isArray(kinds) ? kinds : [kinds]).includes("PRIVATE");
  });
  return [...restApis, ...resources.of(types.httpApi)].filter(
    ({ properties }) => properties["disableExecuteApiEndpoint"] !== true,
  );
}
