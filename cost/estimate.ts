import { compare } from "../components/compare";
import type { ResourceState } from "../lab/state";
import type { Topology } from "../stacks/topology/types";
import { assumptions } from "./assumptions";
import { billOf, type Billed } from "./billed";
import { linkName } from "./charge";
import { chargesOf } from "./charges";
import { dollarsOf, split, type Micros } from "./money";
import { hours } from "./month";
import { meters, pricesOf, sources } from "./prices";
import { costedStack } from "./stack";
import type { AccountCost, CostItem, Estimate, Usage } from "./types";

/**
 * What a month of a stack costs. Pure: the same resources, in whatever order, give the same figures. Cheaper shapes are
 * none here, since they need runs of the program.
 */
export function estimate(
  stack: string,
  topology: Topology,
  resources: readonly ResourceState[],
  usage: Usage,
): Estimate {
  const { charges, unknown } = chargesOf(costedStack(topology, resources, usage));
  const { billed, unpriced } = billOf(charges, unknown);
  const byLink = sumsBy(billed.flatMap(sharesOf));
  const byNetwork = sumsBy(billed.map(({ network, micros }) => [network, micros] as const));
  const links = [...topology.links].sort((one, other) => compare(linkName(one), linkName(other)));
  const subscriptions = [...topology.subscriptions].sort((one, other) =>
    compare(linkName(one), linkName(other)),
  );
  const totalOf = (name: string): number => dollarsOf(byLink.get(name) ?? 0);
  return {
    schema: "apilink.cost/1",
    stack,
    currency: "USD",
    pricesOf,
    usage,
    hours,
    total: dollarsOf(billed.reduce((sum, { micros }) => sum + micros, 0)),
    complete: unpriced.length === 0,
    items: billed.map(itemOf),
    links: links.map(({ from, to, through }) => ({
      from,
      to,
      through,
      total: totalOf(linkName({ from, to })),
    })),
    subscriptions: subscriptions.map(({ from, to }) => ({
      from,
      to,
      total: totalOf(linkName({ from, to })),
    })),
    withoutLink: dollarsOf(byLink.get(null) ?? 0),
    networks: Object.keys(topology.networks)
      .sort(compare)
      .map((name) => ({ name, total: dollarsOf(byNetwork.get(name) ?? 0) })),
    withoutNetwork: dollarsOf(byNetwork.get(null) ?? 0),
    accounts: accountsOf(topology, billed),
    unpriced,
    assumptions: assumptions(usage),
    cheaper: [],
  };
}

function itemOf({ micros, meter, source, ...charge }: Billed): CostItem {
  const { what, where, account, region, network, quantity, links, toRegion } = charge;
  const amount = dollarsOf(micros);
  return {
    what,
    where,
    account,
    region,
    ...(toRegion !== undefined && { toRegion }),
    network,
    quantity,
    unit: meters[meter],
    price: quantity === 0 ? 0 : amount / quantity,
    amount,
    links,
    source: sources[source],
  };
}

/** Evenly, whatever each link carries. Null is nobody's. */
function sharesOf({ micros, links }: Billed): readonly (readonly [string | null, Micros])[] {
  if (links.length === 0) return [[null, micros]];
  const shares = split(
    micros,
    links.map(() => 1),
  );
  return links.map((link, index) => [link, shares[index] ?? 0] as const);
}

function sumsBy<Key>(amounts: readonly (readonly [Key, Micros])[]): ReadonlyMap<Key, Micros> {
  const sums = new Map<Key, Micros>();
  for (const [key, micros] of amounts) sums.set(key, (sums.get(key) ?? 0) + micros);
  return sums;
}

/** Every account of the topology, and any other that something is charged to. */
function accountsOf({ accounts }: Topology, billed: readonly Billed[]): readonly AccountCost[] {
  const sums = sumsBy(billed.map(({ account, micros }) => [account, micros] as const));
  const ids = new Set([...Object.values(accounts).map(({ id }) => id), ...sums.keys()]);
  return [...ids].sort(compare).map((id) => ({
    id,
    names: Object.keys(accounts)
      .filter((name) => accounts[name]?.id === id)
      .sort(compare),
    total: dollarsOf(sums.get(id) ?? 0),
  }));
}
