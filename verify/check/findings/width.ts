import { planOf } from "../../../stacks/plan";
import { addressOf, rangeOf, within } from "../../model/addresses";
import type { Endpoint } from "../../model/facts";
import type { Checked, Found } from ".";

/** What admits more than the links ask for. */
export function width({ model, topology }: Checked): readonly Found[] {
  const plan = planOf(topology);
  const clients = new Map(plan.endpoints.map(({ network, clients: ranges }) => [network, ranges]));
  const endpoints = [...model.names.endpoints].flatMap(([network, id]) => {
    const endpoint = model.endpoints.get(id);
    const isAssumed = topology.networks[network]?.existing?.endpointId !== undefined;
    if (endpoint === undefined || isAssumed) return [];
    return [...wideRules(network, endpoint, clients.get(network) ?? []), ...fullAccess(network, endpoint)];
  });
  const apis = [...model.names.apis].flatMap(([name, id]) => {
    const linked = new Set(
      (plan.associations[name] ?? []).map((network) => model.names.endpoints.get(network)),
    );
    return [...(model.apis.get(id)?.associated ?? [])]
      .filter((endpointId) => !linked.has(endpointId))
      .map((endpointId) => ({
        rule: "wider-than-linked" as const,
        where: `apis.${name}`,
        message: `it is associated with ${model.endpoints.get(endpointId)?.label ?? endpointId}, which carries no link to it`,
        hint: "take the endpoint out of vpcEndpointIds of the API",
      }));
  });
  return [...endpoints, ...apis];
}

function wideRules(
  network: string,
  { label, groups }: Endpoint,
  clients: readonly string[],
): readonly Found[] {
  const linked = clients.flatMap((range) => rangeOf(range) ?? []);
  return (groups ?? [])
    .flatMap(({ ingress }) => ingress)
    .filter(
      ({ range, ports }) =>
        ports.first !== 443 ||
        ports.last !== 443 ||
        range === undefined ||
        !linked.some((client) => within(range, client)),
    )
    .map(({ label: rule, range, ports }) => ({
      rule: "wider-than-linked" as const,
      where: `networks.${network}`,
      message: `${rule} opens TCP ${ports.first === ports.last ? ports.first : `${ports.first}-${ports.last}`} of ${label} to ${range === undefined ? "more than ranges tell" : `${addressOf(range.first)} to ${addressOf(range.last)}`}, which no link asks for`,
      hint: "open 443 to the linked ranges alone",
    }));
}

/** An API of nobody's: a policy that allows it allows everything. */
const anyApi = (region: string): string =>
  `arn:aws:execute-api:${region}:000000000000:0000000000/any/GET/any`;

function fullAccess(network: string, { id, vpcId, label, region, policy }: Endpoint): readonly Found[] {
  const decision = policy?.policy.decide({
    principal: { kind: "anonymous" },
    action: "execute-api:Invoke",
    resource: anyApi(region),
    context: (key) => (key === "aws:sourcevpce" ? [id] : key === "aws:sourcevpc" ? [vpcId] : undefined),
  });
  if (decision?.effect !== "allow") return [];
  return [
    {
      rule: "full-access-endpoint-policy",
      where: `networks.${network}`,
      message: `the policy of ${label} allows every API of every account`,
      hint: "allow the linked APIs alone, by id and stage",
    },
  ];
}
