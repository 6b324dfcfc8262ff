import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";

/** What has to be true of each front: before whose endpoint it stands. */
export function frontRules(draft: Draft): readonly TopologyProblem[] {
  return Object.entries(draft.apis).flatMap(([name, api]) => {
    const { front, access, region } = api;
    if (front === undefined) return [];
    const path = `apis.${name}.front`;
    if (access === "regional") return [regional(path, name)];
    const network = draft.networks[front.network];
    if (network === undefined) return [];
    if (network.region !== region) return [elsewhere(path, name, front.network, draft)];
    if (network.existing !== undefined) return [adopted(path, front.network)];
    return carrierProblems(path, name, front.network, draft);
  });
}

function regional(path: string, api: string): TopologyProblem {
  return {
    path,
    message: `"${api}" is a regional API, which no endpoint can carry, and a front stands before an endpoint`,
    hint: `set apis.${api}.access to private, or leave the front out`,
  };
}

function elsewhere(
  path: string,
  api: string,
  network: string,
  { apis, networks, links }: Draft,
): TopologyProblem {
  const region = apis[api]?.region ?? "";
  const near = carriersOf(api, links).filter((name) => networks[name]?.region === region);
  return {
    path: `${path}.network`,
    message: `"${network}" is in ${networks[network]?.region ?? ""}, and the API "${api}" is in ${region}: an endpoint carries only its own region's APIs`,
    hint: mend(near, `name a network in ${region} that a link to ${api} goes through`),
  };
}

/** The ranges of an adopted VPC's subnets are not known, so neither are addresses in them. */
function adopted(path: string, network: string): TopologyProblem {
  return {
    path: `${path}.network`,
    message: `"${network}" is an adopted VPC, in whose subnets no fixed address can be planned`,
    hint: "name a network that is created here, or make the load balancer where the VPC is made",
  };
}

/** A front passes on what is linked: before an endpoint that carries no link to its API it would be for nobody. */
function carrierProblems(
  path: string,
  api: string,
  network: string,
  { links, networks }: Draft,
): readonly TopologyProblem[] {
  const carriers = carriersOf(api, links);
  if (carriers.includes(network)) return [];
  const hasEndpoint =
    networks[network]?.privateDns === true || links.some(({ entry }) => entry.through === network);
  return [
    {
      path: `${path}.network`,
      message: hasEndpoint
        ? `no link to "${api}" goes through the endpoint of "${network}", so the front would be for nobody`
        : `"${network}" has no execute-api endpoint that a front could stand before, since no link goes through it`,
      hint: mend(carriers, `link a network to ${api} through ${network}, or leave the front out`),
    },
  ];
}

function carriersOf(api: string, links: Draft["links"]): readonly string[] {
  return [...new Set(links.filter(({ entry }) => entry.to === api).map(({ entry }) => entry.through))];
}

function mend(carriers: readonly string[], otherwise: string): string {
  return carriers.length === 0
    ? otherwise
    : `set it to ${carriers.slice(0, 6).join(" or ")}, whose endpoint carries links to this API, or ${otherwise}`;
}
