/** What each link and each subscription carries in a month. */
export interface Usage {
  /** Gigabytes (10^9 bytes), both ways together. */
  readonly trafficGb: number;
  /** Calls of a link; connections of a subscription. */
  readonly requests: number;
}

/** Where nobody says how much is called: every estimate tells what it was made with. */
export const defaultUsage: Usage = { trafficGb: 10, requests: 1_000_000 };

/** What a month costs; the contract of `apilink cost --json`. Amounts are US dollars, to a millionth. */
export interface Estimate {
  readonly schema: "apilink.cost/1";
  readonly stack: string;
  readonly currency: "USD";
  /** The day of the price table, as in 2026-11-22. */
  readonly pricesOf: string;
  readonly usage: Usage;
  /** AWS's month. */
  readonly hours: 730;
  /** The sum of all items; at least that, where something is unpriced. */
  readonly total: number;
  /** False where something is unpriced. */
  readonly complete: boolean;
  readonly items: readonly CostItem[];
  readonly links: readonly LinkCost[];
  readonly subscriptions: readonly SubscriptionCost[];
  /** What no link and no subscription carries. With their totals, it is the whole. */
  readonly withoutLink: number;
  readonly networks: readonly NamedCost[];
  /** What stands in no network, such as an API. With the networks' totals, it is the whole. */
  readonly withoutNetwork: number;
  readonly accounts: readonly AccountCost[];
  readonly unpriced: readonly Unpriced[];
  /** What the figures rest on, a sentence each. */
  readonly assumptions: readonly string[];
  readonly cheaper: readonly CheaperShape[];
}

/** One line of the bill. */
export interface CostItem {
  /** The component's kind and what is charged of it, as in `endpoint hours`. */
  readonly what: string;
  /** The name of the resource, or of the link whose traffic it is. */
  readonly where: string;
  /** The account's id. */
  readonly account: string;
  readonly region: string;
  /** Of data that leaves the region. */
  readonly toRegion?: string;
  /** Null of what stands in no network. */
  readonly network: string | null;
  readonly quantity: number;
  readonly unit: string;
  /** Dollars a unit: on average, where the price has tiers. */
  readonly price: number;
  readonly amount: number;
  /** The links and subscriptions that it is split over, evenly: `FROM -> TO`. */
  readonly links: readonly string[];
  /** Where the price is from, and of which day. */
  readonly source: string;
}

export interface LinkCost {
  readonly from: string;
  readonly to: string;
  readonly through: string;
  readonly total: number;
}

export interface SubscriptionCost {
  readonly from: string;
  readonly to: string;
  readonly total: number;
}

export interface NamedCost {
  readonly name: string;
  readonly total: number;
}

export interface AccountCost {
  readonly id: string;
  /** The names that the topology has for it. */
  readonly names: readonly string[];
  readonly total: number;
}

/** What costs something that the table does not tell. */
export interface Unpriced {
  readonly what: string;
  readonly where: string;
  readonly account: string;
  readonly region: string;
  /** Null of what stands in no network. */
  readonly network: string | null;
  /** The links and subscriptions that it would be split over: `FROM -> TO`. */
  readonly links: readonly string[];
  readonly reason: string;
}

/** A change of the topology that makes the month cheaper. */
export interface CheaperShape {
  readonly shape: "shared-endpoint" | "own-endpoint" | "fewer-zones";
  /** What to change, in the topology's terms. */
  readonly change: string;
  /** What a month costs as it is, and changed. */
  readonly now: number;
  readonly then: number;
  readonly saves: number;
  /** False where something is unpriced of either: both cost at least that. */
  readonly complete: boolean;
  /** What is lost by it. */
  readonly givesUp: readonly string[];
}
