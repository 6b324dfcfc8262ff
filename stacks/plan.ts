import type { CorporateRange } from "../components/corporateLink";
import type { Grant } from "../components/crossAccountPolicy";
import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import { mergeRanges } from "../components/ranges";
import { planCanaries, type CanaryPlan } from "./canaryPlan";
import { planDomains, type DomainPlan } from "./domainPlan";
import { planFronts, rangesOf, type FrontPlan, type FrontsPlan } from "./frontPlan";
import { planInventories, type InventoryPlan } from "./inventoryPlan";
import { logged, type FlowLogsSetting } from "./logPlaces";
import { sourcesOf } from "./sources";
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
  readonly fronts: readonly FrontPlan[];
  readonly domains: readonly DomainPlan[];
  /** Where API Gateway's log role is made. */
  readonly logRoles: readonly AccountPlace[];
  readonly inventories: readonly InventoryPlan[];
  readonly canaries: readonly CanaryPlan[];
  /** Where logs are, and functions with all that they keep: each such place has one key that encrypts it. */
  readonly encryptionKeys: readonly AccountPlace[];
}

/** An account and region. */
export interface AccountPlace {
  /** The account's name; of several, the first. */
  readonly account: string;
  readonly region: string;
  /** The same for all names of an account: see `placeOf`. */
  readonly place: string;
}

/** The execute-api endpoint of a network. */
export interface EndpointPlan {
  readonly network: string;
  /**
   * The firewall's openings: IPv4 ranges that connect on 443. They are those of the linked callers; with private DNS the
   * network's own as well, since all its calls of API Gateway end here then, and a refusal tells more than a timeout
   * (guide row D2). The fronts before it, too, whose callers the endpoint sees none of. Whom an API answers is up to the
   * policies.
   */
  readonly clients: readonly string[];
  /** Fixed addresses, one an isolated subnet: only where a front passes calls on to them. */
  readonly addresses?: readonly string[];
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
export function planOf(topology: Topology, settings: FlowLogsSetting = { flowLogs: false }): Plan {
  const links = [...topology.links].sort((one, other) => compare(keyOf(one), keyOf(other)));
  const byEndpoint = groupBy(links, (link) => link.through);
  const byApi = groupBy(links, (link) => link.to);
  const { fronts, endpoints: pinned } = planFronts(topology, byEndpoint);
  const inventories = planInventories(topology);
  const canaries = planCanaries(topology);
  return {
    endpoints: namesOf(topology.networks)
      .filter((network) => byEndpoint.has(network) || topology.networks[network]?.privateDns === true)
      .map((network) => {
        const addresses = pinned.get(network);
        const clients = clientsOf(network, byEndpoint.get(network) ?? [], fronts, topology);
        return { network, clients, ...(addresses && { addresses }) };
      }),
    peerings: peeringsOf(links),
    corporateLinks: namesOf(topology.networks).flatMap((network) => corporateLinksOf(network, topology)),
    associations: Object.fromEntries(
      namesOf(topology.apis).map((api) => [
        api,
        [...new Set((byApi.get(api) ?? []).map((link) => link.through))].sort(compare),
      ]),
    ),
    grants: [...byApi].flatMap(([api, callers]) =>
      [...groupBy(callers, (link) => link.through)].map(([endpoint, carried]) =>
        grantOf({ api, endpoint, ranges: sourcesOf(carried, topology) }, fronts),
      ),
    ),
    fronts,
    domains: planDomains(topology, byApi),
    logRoles: placesIn(
      topology,
      Object.values(topology.apis).filter(({ account }) => topology.accounts[account]?.apiLogs === "create"),
    ),
    inventories,
    canaries,
    encryptionKeys: placesIn(topology, [
      ...inventories.flatMap(({ api }) => topology.apis[api] ?? []),
      ...canaries.flatMap(({ network }) => topology.networks[network] ?? []),
      ...logged(topology, settings),
    ]),
  };
}

function clientsOf(
  network: string,
  links: readonly Link[],
  fronts: FrontsPlan["fronts"],
  topology: Topology,
): string[] {
  const { cidr, privateDns = false } = topology.networks[network] ?? {};
  const before = fronts.filter((front) => front.network === network);
  return mergeRanges([
    ...sourcesOf(links, topology),
    ...(privateDns && cidr !== undefined ? [cidr] : []),
    ...rangesOf(before.flatMap(({ addresses }) => addresses)),
  ]);
}

/**
 * Behind a front an endpoint sees the front's address, which lies in its own network's range. It stands for callers of the
 * front's API alone, so every other API that the endpoint carries refuses it.
 */
function grantOf(grant: Grant, fronts: FrontsPlan["fronts"]): Grant {
  const before = fronts.filter(({ network }) => network === grant.endpoint);
  const addressesOf = (isOwn: boolean): string[] =>
    rangesOf(before.flatMap(({ api, addresses }) => ((api === grant.api) === isOwn ? addresses : [])));
  const refused = addressesOf(false);
  const ranges = mergeRanges([...grant.ranges, ...addressesOf(true)]);
  return { ...grant, ranges, ...(refused.length > 0 && { refused }) };
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

/** Two names of one account share what is made in a place; it is made by the first of them. */
function placesIn(
  { accounts }: Topology,
  owned: readonly { readonly account: string; readonly region: string }[],
): AccountPlace[] {
  const places = owned
    .map(({ account, region }) => ({ account, region, place: placeOf(accounts[account]?.id ?? "", region) }))
    .sort((one, other) => compare(one.place, other.place) || compare(one.account, other.account));
  return [...groupBy(places, ({ place }) => place).values()].flatMap((same) => same.slice(0, 1));
}

/** An account, by its id, and region: what AWS keeps one log role for, and what a key encrypts in. */
export function placeOf(accountId: string, region: string): string {
  return `${accountId} ${region}`;
}

function namesOf(entries: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(entries).sort(compare);
}

function keyOf({ to, through, from }: Link): string {
  return [to, through, from].join(" ");
}
