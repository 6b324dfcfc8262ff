import type { LocatedResource } from "./located";
import type { LockHolder } from "./lock";
import type { PendingOperation } from "./pendingOperations";

/** A resource that a crashed run had made without recording it, and that the state knows again. */
export interface AdoptedResource extends LocatedResource {
  readonly id: string;
}

/** What may exist, or exists, without being in the state: nobody deletes it but the user. */
export interface Orphan extends LocatedResource {
  /** Known where the cloud was seen to hold it (in the lab); undefined where it only may exist. */
  readonly id: string | undefined;
}

/** What `--recover` did before the run. */
export interface Recovery {
  /** Those whose locks were cleared: they no longer live. */
  readonly unlocked: readonly LockHolder[];
  /** Every pending operation that there was. */
  readonly cleared: readonly PendingOperation[];
  readonly adopted: readonly AdoptedResource[];
  readonly orphans: readonly Orphan[];
}
