import type { LocatedResource } from "./located";

/** What the engine was doing to a resource when it was killed, in its own words. */
export type PendingKind = "creating" | "updating" | "deleting" | "reading" | "importing";

/** An operation whose end the engine has not recorded. */
export interface PendingOperation extends LocatedResource {
  readonly operation: PendingKind;
  /** Not there yet of what is being created. */
  readonly id: string | undefined;
}

/** What each operation may have left, and how to go on: the message of a run that does not begin because of them. */
export function explainedOperations(stack: string, operations: readonly PendingOperation[]): string {
  return `${stack}: ${operations.length}`;
}
