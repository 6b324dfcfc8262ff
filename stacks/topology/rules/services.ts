import { mostInstances } from "../../../components/placement";
import { commonSubnets, subnetCount } from "../../servicePlan";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { regionListProblems } from "./regionLists";

type Service = Draft["services"][string];
type Subscription = Draft["subscriptions"][number]["entry"];

/**
 * What has to be true of each service and each subscription. A service's own network may subscribe like any other: nothing
 * else opens the service to it. Provider and consumer may have the same range.
 */
export function serviceRules(draft: Draft): readonly TopologyProblem[] {
  const first = new Map<string, string>();
  return [
    ...Object.entries(draft.services).flatMap(([name, service]) => [
      ...instanceProblems(`services.${name}`, name, service, draft),
      ...supportedRegionProblems(`services.${name}.regions`, service, draft),
    ]),
    ...draft.subscriptions.flatMap(({ path, entry }) => {
      const pair = `${entry.from} ${entry.to}`;
      const twin = first.get(pair);
      first.set(pair, twin ?? path);
      return [
        ...(twin === undefined ? [] : [twice(path, twin)]),
        ...acceptanceProblems(path, entry, draft),
        ...reachProblems(path, entry, draft),
      ];
    }),
  ];
}

function twice(path: string, twin: string): TopologyProblem {
  return {
    path,
    message: `subscribes the same network to the same service as ${twin}`,
    hint: "leave one of the two out",
  };
}

/** The program's placement group of a service. */
const placement = "spread";

function instanceProblems(
  path: string,
  name: string,
  { network, instances }: Service,
  { networks }: Draft,
): readonly TopologyProblem[] {
  const provider = networks[network];
  if (provider === undefined) return [];
  const zones = subnetCount(provider);
  if (zones === 0) return [noSubnets(network, `the service "${name}" needs one for its instances`)];
  const most = mostInstances(placement, zones);
  if (instances <= most) return [];
  const [has, all] = zones === 1 ? ["1 zone", ""] : [`${zones} zones`, `: ${most} in all`];
  return [
    {
      path: `${path}.instances`,
      message:
        `${instances} do not fit: a ${placement} placement group takes ${mostInstances(placement, 1)} running ` +
        `instances a zone, and "${network}" has ${has}${all}`,
      hint: `name at most ${most} instances, or give networks.${network} more zones`,
    },
  ];
}

function noSubnets(network: string, need: string): TopologyProblem {
  return {
    path: `networks.${network}.existing.subnetIds`,
    message: `is empty, and ${need}`,
    hint: "name one subnet a zone",
  };
}

/** The service's own region may be named with the others: it is always supported. */
function supportedRegionProblems(
  path: string,
  { network, regions }: Service,
  { networks }: Draft,
): readonly TopologyProblem[] {
  const hint = "consumers connect from regions of the service's own partition";
  return regionListProblems(path, regions, { what: "the service", region: networks[network]?.region, hint });
}

function acceptanceProblems(
  path: string,
  { to, accept }: Subscription,
  { services }: Draft,
): readonly TopologyProblem[] {
  if (accept || services[to]?.acceptance !== false) return [];
  return [
    {
      path: `${path}.accept`,
      message: `is false, and "${to}" lets its consumers in without acceptance`,
      hint: `leave it out, or set services.${to}.acceptance to true`,
    },
  ];
}

/** Whether the network's endpoint can stand where the service is offered. */
function reachProblems(
  path: string,
  { from, to }: Subscription,
  { networks, services }: Draft,
): readonly TopologyProblem[] {
  const { network, regions = [] } = services[to] ?? {};
  const [own, far] = [networks[from], networks[network ?? ""]];
  if (own === undefined || far === undefined) return [];
  if (own.region !== far.region && !regions.includes(own.region)) {
    return [
      {
        path: `${path}.from`,
        message: `"${from}" is in ${own.region}, and "${to}" is in ${far.region}`,
        hint: `add ${own.region} to services.${to}.regions, or subscribe a network in ${far.region}`,
      },
    ];
  }
  if (subnetCount(own) === 0) return [noSubnets(from, `its endpoint to "${to}" needs one`)];
  if (commonSubnets(own, far).length > 0) return [];
  return [
    {
      path: `${path}.from`,
      message: `"${from}" has no zone in common with "${network ?? ""}", where "${to}" is`,
      hint: `give networks.${from} a zone of ${[far.zones].flat().join(" or ")}`,
    },
  ];
}
