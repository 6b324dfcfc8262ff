import type { Metered } from "./prices";

/** Something that AWS puts on the bill of a month, before it has a price. */
export interface Charge extends Metered {
  /** As in `endpoint hours`. */
  readonly what: string;
  /** The resource's name, or the link whose traffic it is. */
  readonly where: string;
  /** The account's id. */
  readonly account: string;
  readonly network: string | null;
  readonly quantity: number;
  /** Names of the links and subscriptions that it is split over. */
  readonly links: readonly string[];
}

/** What costs something, nobody knows how much. */
export interface Unknown {
  readonly what: string;
  readonly where: string;
  readonly account: string;
  readonly region: string;
  readonly network: string | null;
  readonly links: readonly string[];
  readonly reason: string;
}

/** What a resource or a link costs. */
export interface Charges {
  readonly charges: readonly Charge[];
  readonly unknown: readonly Unknown[];
}

export const noCharges: Charges = { charges: [], unknown: [] };

/** How a link or a subscription is named in an estimate. */
export function linkName({ from, to }: { readonly from: string; readonly to: string }): string {
  return `${from} -> ${to}`;
}
