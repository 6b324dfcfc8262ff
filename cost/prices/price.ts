import type { Source } from "./sources";

/** A part of a month's quantity, and what a unit of it costs. */
export interface Tier {
  /** The quantity that the tier ends at; Infinity of the last one. */
  readonly upTo: number;
  readonly usd: number;
}

export interface Price {
  /** From the first unit on. */
  readonly tiers: readonly Tier[];
  readonly source: Source;
}

/** The same price whatever the quantity. */
export function flat(usd: number, source: Source): Price {
  return { tiers: [{ upTo: Infinity, usd }], source };
}

/** Prices by how much there is: the quantity that each tier ends at, and its price; the last one has no end. */
export function tiered(source: Source, ...steps: readonly (readonly [upTo: number, usd: number])[]): Price {
  return { tiers: steps.map(([upTo, usd]) => ({ upTo, usd })), source };
}

/** What a quantity of one month costs, in dollars. */
export function costOf(quantity: number, { tiers }: Price): number {
  let [cost, from] = [0, 0];
  for (const { upTo, usd } of tiers) {
    if (quantity <= from) break;
    cost += (Math.min(quantity, upTo) - from) * usd;
    from = upTo;
  }
  return cost;
}
