import { partitionOf } from "../../../components/partitions";
import type { Grant } from "../../../components/crossAccountPolicy";
import { planOf } from "../../../stacks/plan";
import { addressOf, rangeOf, within } from "../../model/addresses";
import type { Endpoint, Model, PolicyFact } from "../../model/facts";
import type { Checked, Found } from ".";

/** What admits more than the links ask for. */
export function width({ model, topology }: Checked): readonly Found[] {
  const plan = planOf(topology);
  const clients = new Map(plan.endpoints.map(({ network, clients: ranges }) => [network, ranges]));
  const endpoints = [...model.names.endpoints].flatMap(([network, id]) => {
    const endpoint = model.endpoints.get(id);
    const isAssumed = topology.networks[network]?.existing?.endpointId !== undefined;
    if (endpoint === undefined || isAssumed) return [];
    const full = fullAccess(network, endpoint);
    return [
      ...wideRules(network, endpoint, clients.get(network) ?? []),
      ...(full.length > 0 ? full : wideEndpointPolicy(network, endpoint, model, plan.grants)),
    ];
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
  const policies = Object.entries(topology.apis).flatMap(([name, { access, stage }]) => {
    const published = model.apis.get(model.names.apis.get(name) ?? "")?.stages.get(stage)?.published;
    const grants = plan.grants.filter(({ api }) => api === name);
    return access === "private" ? wideResourcePolicy(name, published?.policy, model, grants) : [];
  });
  return [...endpoints, ...apis, ...policies];
}

/** What a resource policy names that no link does; whom of the callers it lets in is traced. */
function wideResourcePolicy(
  name: string,
  fact: PolicyFact | undefined,
  { names }: Model,
  grants: readonly Grant[],
): readonly Found[] {
  if (fact === undefined) return [];
  // What is refused is named, too, and asked for: other APIs' fronts before the same endpoint.
  const linked = grants
    .flatMap(({ ranges, refused = [] }) => [...ranges, ...refused])
    .flatMap((range) => rangeOf(range) ?? []);
  const carriers = new Set(grants.map(({ endpoint }) => names.endpoints.get(endpoint)));
  const named = new Set(fact.text.match(/\bvpce-[0-9a-z]+/g));
  const wide = [
    ...fact.policy.sourceRanges.filter((text) => {
      const range = rangeOf(text);
      return range === undefined || !linked.some((own) => within(range, own));
    }),
    ...[...named].filter((id) => !carriers.has(id)),
  ];
  return wide.map((what) => ({
    rule: "wider-than-linked" as const,
    where: `apis.${name}`,
    message: `its published resource policy (${fact.label}) names ${what}, which no link asks for`,
    hint: "name the linked endpoints and ranges alone",
  }));
}

/** APIs that an endpoint's policy allows without a link: those of the stack, and any other of their accounts. */
function wideEndpointPolicy(
  network: string,
  endpoint: Endpoint,
  { apis, names }: Model,
  grants: readonly Grant[],
): readonly Found[] {
  const linked = new Set(grants.filter((grant) => grant.endpoint === network).map(({ api }) => api));
  const own = [...names.apis].flatMap(([name, id]) => {
    const api = apis.get(id);
    return api?.region === endpoint.region && !linked.has(name)
      ? [
          { what: api.label, arn: `${api.executionArn}/any/GET/any` },
          ...[...api.stages.keys()].map((stage) => ({
            what: api.label,
            arn: `${api.executionArn}/${stage}/GET/`,
          })),
        ]
      : [];
  });
  const accounts = new Set([...apis.values()].map(({ account }) => account));
  const others = [...accounts].map((account) => ({
    what: `every API of the account ${account}`,
    arn: anyApi(endpoint.region, account),
  }));
  const found = [...own, ...others].filter(({ arn }) => allows(endpoint, arn)).map(({ what }) => what);
  return [...new Set(found)].map((what) => ({
    rule: "wider-than-linked" as const,
    where: `networks.${network}`,
    message: `the policy of ${endpoint.label} allows ${what}, which no link asks for`,
    hint: "allow the linked APIs alone, by id and stage",
  }));
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
const anyApi = (region: string, account = "000000000000"): string =>
  `arn:${partitionOf(region).name}:execute-api:${region}:${account}:0000000000/any/GET/any`;

function allows({ id, vpcId, policy }: Endpoint, resource: string): boolean {
  const decision = policy?.policy.decide({
    principal: { kind: "anonymous" },
    action: "execute-api:Invoke",
    resource,
    context: (key) => (key === "aws:sourcevpce" ? [id] : key === "aws:sourcevpc" ? [vpcId] : undefined),
  });
  return decision?.effect === "allow";
}

function fullAccess(network: string, endpoint: Endpoint): readonly Found[] {
  const { label, region } = endpoint;
  if (!allows(endpoint, anyApi(region))) return [];
  return [
    {
      rule: "full-access-endpoint-policy",
      where: `networks.${network}`,
      message: `the policy of ${label} allows every API of every account`,
      hint: "allow the linked APIs alone, by id and stage",
    },
  ];
}
