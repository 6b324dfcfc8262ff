import type { Server } from "../common/server";
import type { ListQuery, Page } from "./decide";

/** Where the servers are kept. Each read ends with a `TableError` where it cannot be done, or not in time. */
export interface InventoryTable {
  reach(signal: AbortSignal): Promise<void>;
  get(id: string, signal: AbortSignal): Promise<Server | undefined>;
  page(query: ListQuery, signal: AbortSignal): Promise<Page>;
}

/** The table is throttled, out of reach, missing or forbidden: nothing that a caller did. */
export class TableError extends Error {
  override readonly name = "TableError";

  /** @param failure What AWS or the network calls it, such as `ThrottlingException` or `ECONNREFUSED`. */
  constructor(readonly failure: string) {
    super(failure);
  }
}
