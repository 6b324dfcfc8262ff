import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  ConcurrentUpdateError,
  LocalWorkspace,
  StackAlreadyExistsError,
  type PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation";
import { StackLockedError } from "./errors";
import { holdersIn, holdersInHistory, livenessOf, remedyFor, type LockHolder } from "./lock";
import { cutOffLocks, removed } from "./lockFiles";
import { thisMachine } from "./machine";
import { settingsIfThere } from "./settings";
import type { Workspace } from "./workspace";

/** Who holds the stack's lock; undefined where nobody does, and empty where the backend does not tell who. */
export async function lockOf(
  stack: Stack,
  { workDir, envVars }: Pick<Workspace, "workDir" | "envVars">,
  pulumiCommand: PulumiCommand,
): Promise<readonly LockHolder[] | undefined> {
  // A backend of files asks for the lock before it sees that there is such a stack already.
  const refusal: unknown = await LocalWorkspace.createStack(
    { stackName: stack.name, workDir },
    { pulumiCommand, envVars },
  ).catch((error: unknown) => error);
  if (refusal instanceof ConcurrentUpdateError) return holdersIn(refusal.message);
  if (!(refusal instanceof StackAlreadyExistsError)) throw refusal;
  const holders = await holdersNow(stack);
  return holders.length === 0 ? undefined : holders;
}

/** Those who are at work on the stack by its history, which Pulumi Cloud keeps from the start of a run. */
export async function holdersNow(stack: Stack): Promise<readonly LockHolder[]> {
  return holdersInHistory(await stack.history(1).catch(() => []));
}

/**
 * Clears the locks of those who are gone.
 *
 * @param cancel Clears what is no file of this machine, and with it every lock, also one that somebody takes just now.
 * @throws StackLockedError where one of the holders may still be at work.
 */
export async function unlock(
  stack: string,
  holders: readonly LockHolder[],
  unlocking: string | undefined,
  cancel: () => Promise<void>,
): Promise<void> {
  const gone = holders.length > 0 && holders.every((holder) => livenessOf(holder, thisMachine) === "dead");
  if (!gone) throw lockedBy(stack, holders, unlocking);
  const others = holders.filter((holder) => !removed(holder));
  if (others.length > 0) await cancel();
}

export function lockedBy(
  stack: string,
  holders: readonly LockHolder[],
  unlocking?: string,
): StackLockedError {
  return new StackLockedError(stack, holders, remedyFor(stack, holders, thisMachine, unlocking));
}

/**
 * Deals with locks that were cut off, before the engine stumbles over them.
 *
 * @returns Those that were cleared.
 * @throws StackLockedError where there are any, and they are not to be cleared.
 */
export function clearCutOff(
  stack: string,
  { workDir, state }: Pick<Workspace, "workDir" | "state">,
  recover: boolean,
): readonly LockHolder[] {
  if (state === undefined) return [];
  const project = settingsIfThere(join(workDir, "Pulumi.yaml"))["name"];
  const locks = typeof project === "string" ? cutOffLocks(state, project, stack) : [];
  if (locks.length > 0 && !recover) {
    const remedy = `the lock file is cut off (${locks.map(({ file }) => file).join(", ")}), so run again with --recover`;
    throw new StackLockedError(stack, locks, remedy);
  }
  for (const { file } of locks) if (file !== undefined) rmSync(file, { force: true });
  return locks;
}
