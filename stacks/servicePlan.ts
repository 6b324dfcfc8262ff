import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import { mergeRanges } from "../components/ranges";
import { zoneCount } from "../components/zoneCount";
import type { Network, Service, Subscription, Topology } from "./topology/types";

/** What the subscriptions of a topology ask of its services, and of the consumers' networks. Sorted by name. */
export interface ServicePlan {
  /** By service. */
  readonly audiences: Readonly<Record<string, Audience>>;
  readonly consumers: readonly ConsumerPlan[];
}

/** Who may connect to a service. */
export interface Audience {
  /** Ids of the subscribed accounts. */
  readonly accounts: readonly string[];
  /**
   * IPv4 ranges of the subscribed networks whose connections are not left pending, merged: equal ones of several networks
   * are one. A pending network may be peered with the service's, and would get in by the balancer's own address.
   */
  readonly ranges: readonly string[];
}

/** A network's endpoint to a service. */
export interface ConsumerPlan {
  readonly from: string;
  readonly to: string;
  /** Which of the network's isolated subnets get an address, by position: those in zones that the service has. */
  readonly subnets: readonly number[];
  /** Whether the service's account accepts the connection. */
  readonly accepts: boolean;
}

/** Derives the plan. Pure: the same topology, in whatever order, gives the same plan. */
export function servicePlanOf({
  accounts,
  networks,
  services,
  subscriptions,
}: Pick<Topology, "accounts" | "networks" | "services" | "subscriptions">): ServicePlan {
  const sorted = [...subscriptions].sort(
    (one, other) => compare(one.to, other.to) || compare(one.from, other.from),
  );
  const byService = groupBy(sorted, ({ to }) => to);
  const networksOf = (each: readonly Subscription[]) => each.flatMap(({ from }) => networks[from] ?? []);
  const audienceOf = (service: string): Audience => {
    const subscribed = byService.get(service) ?? [];
    const admitted = subscribed.filter((each) => !isLeftPending(each, services[service]));
    const ids = networksOf(subscribed).flatMap(({ account }) => accounts[account]?.id ?? []);
    return {
      accounts: [...new Set(ids)].sort(compare),
      ranges: mergeRanges(networksOf(admitted).map(({ cidr }) => cidr)),
    };
  };
  return {
    audiences: Object.fromEntries(
      Object.keys(services)
        .sort(compare)
        .map((service) => [service, audienceOf(service)]),
    ),
    consumers: sorted.flatMap(({ from, to, accept }): ConsumerPlan[] => {
      const service = services[to];
      const [own, far] = [networks[from], networks[service?.network ?? ""]];
      if (service === undefined || own === undefined || far === undefined) return [];
      return [{ from, to, subnets: commonSubnets(own, far), accepts: service.acceptance && accept }];
    }),
  };
}

/** Whether a connection waits for an acceptance that the stack does not give. */
export function isLeftPending({ accept }: Subscription, service: Service | undefined): boolean {
  return service?.acceptance === true && !accept;
}

/**
 * The positions of a consumer's subnets that lie in zones of the service's network. AWS refuses an endpoint in any other
 * zone of the service's region; from another region there is no such limit. Counted zones are the region's first ones. Where
 * one side counts its zones and the other names them, or a VPC is adopted, they are not known beforehand, only how many there are.
 */
export function commonSubnets(own: Network, far: Network): readonly number[] {
  const all = Array.from({ length: subnetCount(own) }, (_, index) => index);
  if (own.region !== far.region) return all;
  const [ownNames, farNames] = [zoneNamesOf(own), zoneNamesOf(far)];
  return ownNames === undefined || farNames === undefined
    ? all.slice(0, subnetCount(far))
    : all.filter((index) => farNames.includes(ownNames[index] ?? ""));
}

function zoneNamesOf({ zones, existing }: Network): readonly string[] | undefined {
  return existing !== undefined || typeof zones === "number" ? undefined : zones;
}

/** How many isolated subnets a network has, each in a zone of its own. */
export function subnetCount({ zones, existing }: Pick<Network, "zones" | "existing">): number {
  return existing === undefined ? zoneCount(zones) : existing.subnetIds.length;
}
