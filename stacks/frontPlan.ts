import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import { mergeRanges } from "../components/ranges";
import { planSubnets } from "../components/subnetPlan";
import { zoneCount } from "../components/zoneCount";
import { pinAddresses, type PinnedAddresses } from "./pinnedAddresses";
import { sourcesOf } from "./sources";
import type { Link, Topology } from "./topology/types";

/** The load balancer of an API before a network's endpoint. */
export interface FrontPlan {
  readonly api: string;
  readonly network: string;
  /** Its own fixed addresses, one an isolated subnet. */
  readonly addresses: readonly string[];
  /** IPv4 ranges that connect on 443: those of the callers that are linked to this API through this network. */
  readonly clients: readonly string[];
}

/** The fronts of a topology, and where the endpoints behind them stand. */
export interface FrontsPlan {
  /** By the name of the API. */
  readonly fronts: readonly FrontPlan[];
  /** By network, the endpoint's fixed addresses: only where a front passes calls on to them. */
  readonly endpoints: ReadonlyMap<string, readonly string[]>;
}

type Places = Pick<Topology, "networks" | "apis">;

/**
 * The fronts that can stand: before an endpoint that carries a link to the private API, in a VPC whose subnets are planned
 * here. The topology's rules refuse any other.
 */
export function planFronts(topology: Places, byEndpoint: ReadonlyMap<string, readonly Link[]>): FrontsPlan {
  const wanted = frontedIn(topology).filter(({ api, network }) =>
    (byEndpoint.get(network) ?? []).some(({ to }) => to === api),
  );
  const pinned = [...groupBy(wanted, ({ network }) => network)].flatMap(([network, fronts]) => {
    const addresses = pinnedIn(
      network,
      fronts.map(({ api }) => api),
      topology,
    );
    return addresses === undefined ? [] : [{ network, fronts, addresses }];
  });
  return {
    endpoints: new Map(pinned.map(({ network, addresses }) => [network, addresses.endpoint])),
    fronts: pinned
      .flatMap(({ network, fronts, addresses }) =>
        fronts.map(({ api }): FrontPlan => {
          const carried = (byEndpoint.get(network) ?? []).filter(({ to }) => to === api);
          return {
            api,
            network,
            addresses: addresses.fronts[api] ?? [],
            clients: sourcesOf(carried, topology),
          };
        }),
      )
      .sort((one, other) => compare(one.api, other.api)),
  };
}

/** Private APIs with a front, each with its network. */
export function frontedIn({ apis, networks }: Places): readonly { api: string; network: string }[] {
  return Object.entries(apis).flatMap(([api, { access, front }]) =>
    front === undefined || access !== "private" || networks[front.network] === undefined
      ? []
      : [{ api, network: front.network }],
  );
}

/** Undefined in an adopted VPC, whose subnets' ranges are not known, and where the subnets are too small. */
function pinnedIn(
  network: string,
  apis: readonly string[],
  { networks }: Pick<Topology, "networks">,
): PinnedAddresses | undefined {
  const { cidr, zones, publicSubnets, existing } = networks[network] ?? {};
  if (cidr === undefined || zones === undefined || existing !== undefined) return undefined;
  const subnets = planSubnets(cidr, zoneCount(zones), publicSubnets === true)?.isolated;
  return subnets && pinAddresses(subnets, apis);
}

/** Addresses as ranges, the fewest that hold exactly them. */
export function rangesOf(addresses: readonly string[]): string[] {
  return mergeRanges(addresses.map((address) => `${address}/32`));
}
