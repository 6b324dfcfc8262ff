import { awsService, awsServiceLabels } from "../../../components/awsServices";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { meantService } from "../serviceLabel";
import type { Network } from "../types";

/** What has to be true of each network's interface endpoints. */
export function interfaceRules({ networks }: Draft): readonly TopologyProblem[] {
  return Object.entries(networks).flatMap(([name, network]) => [
    ...network.interfaces.flatMap(({ service, privateDns }, index) => {
      const path = `networks.${name}.interfaces[${index}]`;
      const first = network.interfaces.findIndex((other) => other.service === service);
      return [
        ...serviceProblems(path, service),
        ...(first === index ? [] : [twice(path, service)]),
        ...(privateDns ? privateDnsProblems(path, service, network.region) : []),
      ];
    }),
    ...subnetProblems(`networks.${name}`, network),
  ]);
}

/** What links make: with a policy and a firewall that are derived from them. */
const made = "execute-api";

function serviceProblems(path: string, service: string): readonly TopologyProblem[] {
  if (service === made) {
    const hint = "write links through this network, or privateDns: true; its endpoint follows from them";
    return [{ path, message: `the ${made} endpoint is made from the links`, hint }];
  }
  if (awsService(service) !== undefined) return [];
  const message = `"${service}" is no AWS service that interface endpoints lead to`;
  return [{ path, message, hint: meantService(service, awsServiceLabels) }];
}

function twice(path: string, service: string): TopologyProblem {
  return { path, message: `${service} is named twice`, hint: "name each service once" };
}

function privateDnsProblems(path: string, service: string, region: string): readonly TopologyProblem[] {
  const known = awsService(service);
  if (known === undefined || known.privateNames(region).length > 0) return [];
  const hint = `write { service: ${service}, privateDns: false }, and call it by the endpoint's own name`;
  return [{ path, message: `${service} has no private DNS names`, hint }];
}

function subnetProblems(path: string, { interfaces, existing }: Network): readonly TopologyProblem[] {
  if (interfaces.length === 0 || existing === undefined || existing.subnetIds.length > 0) return [];
  return [
    {
      path: `${path}.existing.subnetIds`,
      message: "is empty, and an interface endpoint needs a subnet",
      hint: "name one subnet a zone",
    },
  ];
}
