import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import type { Topology } from "./topology/types";

/** An API that answers from a table, and what the table is filled from. Sorted by name. */
export interface InventoryPlan {
  readonly api: string;
  /** When it is collected. */
  readonly schedule: string;
  /** Each account once, whatever the number of its names; none where nothing is collected. */
  readonly sources: readonly InventorySource[];
}

/** An account that is read. */
export interface InventorySource {
  /** The account's name; of several, the first. */
  readonly account: string;
  readonly id: string;
  readonly regions: readonly string[];
}

/** The inventories of a topology. Pure: the same topology, in whatever order, gives the same plan. */
export function planInventories({ apis, accounts }: Pick<Topology, "apis" | "accounts">): InventoryPlan[] {
  return Object.entries(apis)
    .flatMap(([api, { collect }]): InventoryPlan[] => {
      if (collect === undefined) return [];
      const regions = [...collect.regions].sort(compare);
      const named = [...collect.accounts].sort(compare).flatMap((account): InventorySource[] => {
        const { id } = accounts[account] ?? {};
        return id === undefined ? [] : [{ account, id, regions }];
      });
      const sources = [...groupBy(named, ({ id }) => id).values()].flatMap((same) => same.slice(0, 1));
      return [{ api, schedule: collect.schedule, sources }];
    })
    .sort((one, other) => compare(one.api, other.api));
}
