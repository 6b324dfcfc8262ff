import { nameIn } from "../../model/names";
import type { LoadBalancer, Model } from "../../model/facts";
import { plannedFronts } from "./frontPlaces";
import type { Checked, Found } from ".";

/** Guide rows D6 to D8: behind a TCP listener the endpoint's own certificate is shown, which fits no name of the listener's. */
export function insecureFronts({ model, topology }: Checked): readonly Found[] {
  const planned = new Map(
    plannedFronts({ model, topology }).map(({ api, balancer }) => [balancer?.arn, api] as const),
  );
  const whereOf = ({ arn, vpcId }: LoadBalancer): string => {
    const api = planned.get(arn);
    return api === undefined
      ? `networks.${nameIn(model.names.networks, vpcId) ?? vpcId}`
      : `apis.${api}.front`;
  };
  // Whoever calls by the API's domain is shown the domain's certificate, by the endpoint itself.
  const isNamed = ({ arn }: LoadBalancer): boolean =>
    model.domains.has(topology.apis[planned.get(arn) ?? ""]?.domain?.name ?? "");
  return model.loadBalancers
    .filter((balancer) => passesOnToApis(balancer, model) && !isNamed(balancer))
    .map((balancer) => ({
      rule: "front-needs-insecure-client" as const,
      where: whereOf(balancer),
      message: `behind ${balancer.label} the certificate of the endpoint is shown: curl needs -k, and browsers cannot call at all`,
      hint: "call the alias, or give the API a private custom domain and the listener its certificate",
    }));
}

/** Whether HTTPS is passed on as it is to an endpoint of API Gateway, in the same VPC or in one that is peered with it. */
function passesOnToApis({ vpcId, listeners }: LoadBalancer, { endpoints, peerings }: Model): boolean {
  const targets = listeners
    .filter(({ protocol, port }) => protocol === "TCP" && port === 443)
    .flatMap((listener) => listener.targets);
  // An instance is named by its id, and another VPC's endpoint may have the same address.
  const addresses = new Set(targets.flatMap(({ address, instance }) => (instance ? [] : (address ?? []))));
  if (addresses.size === 0) return false;
  const reached = new Set([
    vpcId,
    ...[...peerings.values()].flatMap(({ vpcIds }) => (vpcIds.includes(vpcId) ? vpcIds : [])),
  ]);
  return [...endpoints.values()].some(
    (endpoint) =>
      reached.has(endpoint.vpcId) && endpoint.interfaces.some(({ address }) => addresses.has(address)),
  );
}
