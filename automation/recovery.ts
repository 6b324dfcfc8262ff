import type { Deployment } from "@pulumi/pulumi/automation";
import type { Store } from "../lab/world";
import { adoptable, withAdopted } from "./adoption";
import { orphansIn } from "./labOrphans";
import type { LocatedResource } from "./located";
import type { LockHolder } from "./lock";
import { pendingIn, type PendingOperation } from "./pendingOperations";
import { locate, resourcesIn, textIn, withResources, type StateResource } from "./stateResources";

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

/** The stack that is recovered, as far as recovery needs it. */
export interface Recoverable {
  /** The lab's cloud, which can be asked what it holds. */
  readonly cloud: Store | undefined;
  readonly read: () => Promise<Deployment>;
  readonly write: (state: Deployment) => Promise<void>;
  /** Reads what is really there; drops from the state what is not. */
  readonly refresh: () => Promise<void>;
}

/**
 * Settles what a run that crashed has left: what it had made is put into the state, if its id can be told, and all that
 * was under way is read again. What may exist beyond that is listed.
 */
export async function settle(stack: Recoverable): Promise<Omit<Recovery, "unlocked">> {
  const state = await stack.read();
  const cleared = pendingIn(state);
  const candidates = adoptable(state, stack.cloud);
  if (cleared.length === 0 && candidates.length === 0) {
    return { cleared, adopted: [], orphans: stack.cloud === undefined ? [] : orphansIn(stack.cloud, state) };
  }
  await stack.write(withResources(state, withAdopted(resourcesIn(state), candidates)));
  await stack.refresh();
  const after = await stack.read();
  return {
    cleared,
    adopted: adoptedIn(after, candidates),
    orphans: stack.cloud === undefined ? possibleOrphans(cleared, candidates) : orphansIn(stack.cloud, after),
  };
}

/** Those of the candidates that were found to exist. */
function adoptedIn(state: Deployment, candidates: readonly StateResource[]): readonly AdoptedResource[] {
  const resources = resourcesIn(state);
  return candidates.flatMap((candidate) => {
    const id = textIn(candidate, "id");
    const found = resources.find(({ urn, id: other }) => urn === candidate.urn && other === id);
    return found === undefined || id === undefined ? [] : [{ ...locate(found, resources), id }];
  });
}

/** What was being created and has no id that could be asked for. */
function possibleOrphans(
  cleared: readonly PendingOperation[],
  candidates: readonly StateResource[],
): readonly Orphan[] {
  const asked = new Set(candidates.map(({ urn }) => urn));
  return cleared
    .filter(({ operation, type }) => operation === "creating" && !type.startsWith("pulumi:"))
    .filter(({ urn }) => !asked.has(urn))
    .map(({ urn, type, name, account, region }) => ({ urn, type, name, account, region, id: undefined }));
}
