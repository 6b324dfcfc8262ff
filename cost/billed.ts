import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import type { Charge, Unknown } from "./charge";
import { microsOf, split, type Micros } from "./money";
import { costOf, priceOf, type Source } from "./prices";

/** A charge with its share of the bill. */
export interface Billed extends Charge {
  readonly micros: Micros;
  readonly source: Source;
}

export interface Bill {
  readonly billed: readonly Billed[];
  readonly unpriced: readonly Unknown[];
}

/**
 * Prices charges. A price's tiers count what an account takes in a region altogether, so each charge bears its share of
 * that sum.
 */
export function billOf(charges: readonly Charge[], unknown: readonly Unknown[]): Bill {
  const sorted = charges
    .map((charge) => ({ ...charge, links: [...charge.links].sort(compare) }))
    .sort((one, other) => compare(orderOf(one), orderOf(other)));
  const pools = [...groupBy(sorted, poolOf).values()];
  return {
    billed: pools.flatMap(billedIn),
    unpriced: [...unknown, ...pools.flatMap(unpricedIn)].sort((one, other) =>
      compare(JSON.stringify(one), JSON.stringify(other)),
    ),
  };
}

function billedIn(pool: readonly Charge[]): readonly Billed[] {
  const [first] = pool;
  const price = first === undefined ? undefined : priceOf(first);
  if (price === undefined) return [];
  const quantities = pool.map(({ quantity }) => quantity);
  const whole = microsOf(
    costOf(
      quantities.reduce((sum, quantity) => sum + quantity, 0),
      price,
    ),
  );
  const shares = split(whole, quantities);
  return pool.map((charge, index) => ({ ...charge, micros: shares[index] ?? 0, source: price.source }));
}

/** What nothing is used of needs no price. */
function unpricedIn(pool: readonly Charge[]): readonly Unknown[] {
  return pool
    .filter((charge) => charge.quantity > 0 && priceOf(charge) === undefined)
    .map(({ what, where, account, region, toRegion, network, links }) => ({
      what,
      where,
      account,
      region,
      network,
      links,
      reason: `no price of ${toRegion === undefined ? region : `${region} to ${toRegion}`} is in the table`,
    }));
}

/** Zones of Route 53 are in no region. */
function poolOf({ account, meter, region, toRegion = "" }: Charge): string {
  return [account, meter, meter === "hostedZone" ? "" : region, toRegion].join(" ");
}

function orderOf({ account, region, meter, toRegion = "", what, where, network, ...rest }: Charge): string {
  const links = rest.links.join(", ");
  return [account, region, what, where, network ?? "", meter, toRegion, rest.quantity, links].join("\n");
}
