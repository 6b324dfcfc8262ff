import { awsService, awsServiceLabels } from "../../../components/awsServices";
import { narrowings } from "../../../components/gatewayPolicies";
import { canonical, endpointPolicyLimit } from "../../../components/policyDocuments";
import { gatewayArns } from "../../gatewayArns";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { meantService } from "../serviceLabel";
import type { GatewayEntry, Network } from "../types";

const gatewayLabels = awsServiceLabels.filter((label) => awsService(label)?.hasGateway);

/** What has to be true of each network's gateway endpoints. */
export function gatewayRules({ networks, accounts }: Draft): readonly TopologyProblem[] {
  return Object.entries(networks).flatMap(([name, network]) => [
    ...network.gateways.flatMap((entry, index) => {
      const path = `networks.${name}.gateways[${index}]`;
      const accountId = accounts[network.account]?.id ?? "";
      return [
        ...serviceProblems(path, `networks.${name}.interfaces`, entry),
        ...twiceProblems(path, entry, network.gateways.slice(0, index)),
        ...narrowingProblems(path, entry),
        ...sizeProblems(path, entry, network.region, accountId),
      ];
    }),
    ...routeTableProblems(`networks.${name}`, network),
  ]);
}

function serviceProblems(
  path: string,
  interfaces: string,
  { service }: GatewayEntry,
): readonly TopologyProblem[] {
  const known = awsService(service);
  if (known?.hasGateway === true) return [];
  return [
    known === undefined
      ? {
          path,
          message: `"${service}" is no service with gateway endpoints`,
          hint: meantService(service, gatewayLabels),
        }
      : {
          path,
          message: `${service} has no gateway endpoints, only ${gatewayLabels.join(" and ")} have`,
          hint: `write it in ${interfaces}`,
        },
  ];
}

function twiceProblems(
  path: string,
  { service }: GatewayEntry,
  earlier: readonly GatewayEntry[],
): readonly TopologyProblem[] {
  if (!earlier.some((other) => other.service === service)) return [];
  const hint = "name each service once, with all that it is narrowed to: a route table takes one route to it";
  return [{ path, message: `${service} is named twice`, hint }];
}

function narrowingProblems(path: string, entry: GatewayEntry): readonly TopologyProblem[] {
  return narrowings.flatMap(({ service, key }) => {
    const names = entry[key] ?? [];
    if (names.length > 0 && entry.service !== service) {
      const hint = `leave them out, or write service: ${service}`;
      return [{ path: `${path}.${key}`, message: `belong to ${service}, not to ${entry.service}`, hint }];
    }
    return names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: `${path}.${key}[${index}]`, message: `${name} is named twice`, hint: "name each once" }],
    );
  });
}

function sizeProblems(
  path: string,
  entry: GatewayEntry,
  region: string,
  accountId: string,
): readonly TopologyProblem[] {
  const arns = gatewayArns(entry, region, accountId);
  return narrowings.flatMap(({ key, document }) => {
    const characters = canonical(document(arns[key] ?? [])).length;
    if (characters <= endpointPolicyLimit) return [];
    const message = `take ${characters} characters of the endpoint policy, and AWS takes ${endpointPolicyLimit}`;
    return [{ path: `${path}.${key}`, message, hint: "name fewer, or none, which admits all" }];
  });
}

function routeTableProblems(path: string, { gateways, existing }: Network): readonly TopologyProblem[] {
  if (gateways.length === 0 || existing === undefined || existing.routeTableIds.length > 0) return [];
  return [
    {
      path: `${path}.existing.routeTableIds`,
      message: "is empty, and a gateway endpoint is a route",
      hint: "name the route tables of the subnets that use the service",
    },
  ];
}
