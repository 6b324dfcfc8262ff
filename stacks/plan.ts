import type { CorporateRange } from "../components/corporateLink";
import type { Grant } from "../components/crossAccountPolicy";
import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import { mergeRanges } from "../components/ranges";
import type { Link, Topology } from "./topology/types";

/**
 * What a topology needs, and nothing that no link asks for. Everything is named by the topology's own names and sorted by
 * them, so that the order of the file changes nothing.
 */
export interface Plan {
  readonly endpoints: readonly EndpointPlan[];
  readonly peerings: readonly PeeringPlan[];
  readonly corporateLinks: readonly CorporateLinkPlan[];
  /** By API, the networks whose endpoints it is associated with, so that each has its alias URL. */
  readonly associations: Readonly<Record<string, readonly string[]>>;
  /** Who may call: one grant a pair of API and endpoint; an endpoint has its network's name. */
  readonly grants: readonly Grant[];
  /** The accounts and regions in which API Gateway's log role is made. */
  readonly logRoles: readonly { readonly account: string; readonly region: string; readonly place: string }[];
}

/** The execute-api endpoint of a network. */
export interface EndpointPlan {
  readonly network: string;
  /**
   * The firewall's openings: IPv4 ranges that connect on 443. They are those of the linked callers; with private DNS the
   * network's own as well, since all its calls of API Gateway end here then, and a refusal tells more than a timeout
   * (guide row D2). Whom an API answers is up to the policies.
   */
  readonly clients: readonly string[];
}

/** Two networks that are peered, each with a route to the other's range. */
export interface PeeringPlan {
  readonly requester: string;
  readonly accepter: string;
}

/** Corporate ranges that reach a network through gateways, which are attached and routed to. */
export interface CorporateLinkPlan {
  readonly network: string;
  readonly ranges: readonly CorporateRange[];
}

/** Derives the plan. Pure: the same topology, in whatever order, gives the same plan. */
export function planOf(topology: Topology): Plan {
  const links = [...topology.links].sort((one, other) => compare(keyOf(one), keyOf(other)));
  const byEndpoint = groupBy(links, (link) => link.through);
  const byApi = groupBy(links, (link) => link.to);
  return {
    endpoints: namesOf(topology.networks)
      .filter((network) => byEndpoint.has(network) || topology.networks[network]?.privateDns === true)
      .map((network) => ({ network, clients: clientsOf(network, byEndpoint.get(network) ?? [], topology) })),
    peerings: peeringsOf(links),
    corporateLinks: namesOf(topology.networks).flatMap((network) => corporateLinksOf(network, topology)),
    associations: Object.fromEntries(
      namesOf(topology.apis).map((api) => [
        api,
        [...new Set((byApi.get(api) ?? []).map((link) => link.through))].sort(compare),
      ]),
    ),
    grants: [...byApi].flatMap(([api, callers]) =>
      [...groupBy(callers, (link) => link.through)].map(([endpoint, carried]) => ({
        api,
        endpoint,
        ranges: sourcesOf(carried, topology),
      })),
    ),
    logRoles: logRolesOf(topology),
  };
}

function clientsOf(network: string, links: readonly Link[], topology: Topology): string[] {
  const { cidr, privateDns = false } = topology.networks[network] ?? {};
  return mergeRanges([...sourcesOf(links, topology), ...(privateDns && cidr !== undefined ? [cidr] : [])]);
}

/**
 * The addresses that calls over these links come from: the callers' networks, and the corporate ranges of a network that
 * is linked through itself, since peering does not pass on a Direct Connect or VPN (guide row R9).
 */
function sourcesOf(links: readonly Link[], { networks }: Topology): string[] {
  return mergeRanges(
    links.flatMap(({ from, through }) => {
      const caller = networks[from];
      if (caller === undefined) return [];
      return [caller.cidr, ...(from === through ? caller.corporate.map(({ cidr }) => cidr) : [])];
    }),
  );
}

/** One peering a pair of networks, however many links use it, in whichever direction. */
function peeringsOf(links: readonly Link[]): PeeringPlan[] {
  const pairs = new Map<string, PeeringPlan>();
  for (const { from, through } of links) {
    if (from === through) continue;
    const [requester, accepter] = compare(from, through) < 0 ? [from, through] : [through, from];
    pairs.set(`${requester} ${accepter}`, { requester, accepter });
  }
  return [...pairs.values()].sort(
    (one, other) => compare(one.requester, other.requester) || compare(one.accepter, other.accepter),
  );
}

/** An adopted VPC is taken to be attached and routed by its owner. */
function corporateLinksOf(name: string, { networks }: Topology): CorporateLinkPlan[] {
  const { corporate = [], existing } = networks[name] ?? {};
  if (corporate.length === 0 || existing !== undefined) return [];
  const ranges = corporate.map(({ cidr, via }) => ({ cidr, gatewayId: via }));
  return [{ network: name, ranges: ranges.sort((one, other) => compare(one.cidr, other.cidr)) }];
}

/** Two names of one account share the role, which is made by the first of them. */
function logRolesOf({ accounts, apis }: Topology): Plan["logRoles"] {
  const wanted = Object.values(apis)
    .filter(({ account }) => accounts[account]?.apiLogs === "create")
    .map(({ account, region }) => ({ account, region, place: logPlace(accounts[account]?.id ?? "", region) }))
    .sort((one, other) => compare(one.place, other.place) || compare(one.account, other.account));
  return [...groupBy(wanted, ({ place }) => place).values()].flatMap((same) => same.slice(0, 1));
}

/** AWS keeps one log role an account, by its id, and region. */
export function logPlace(accountId: string, region: string): string {
  return `${accountId} ${region}`;
}

function namesOf(entries: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(entries).sort(compare);
}

function keyOf({ to, through, from }: Link): string {
  return [to, through, from].join(" ");
}
