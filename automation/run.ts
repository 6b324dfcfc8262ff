import {
  ConcurrentUpdateError,
  type Deployment,
  type EngineEvent,
  type PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation";
import type { CloudResource, Properties } from "../lab/resource";
import { findEngine } from "./engine";
import { PendingOperationsError, RunFailedError } from "./errors";
import { explained } from "./explanation";
import { Interruption } from "./interruption";
import { holdersIn, type LockHolder } from "./lock";
import { clearCutOff, holdersNow, lockedBy, lockOf, unlock } from "./locking";
import { Observer } from "./observer";
import { pendingIn } from "./pendingOperations";
import { requireNoLab } from "./realRun";
import { settle, type Recovery } from "./recovery";
import { readState, writeState } from "./stateEditing";
import { resourcesIn } from "./stateResources";
import { dropStray, open, prepare, type Workspace } from "./workspace";

export type RunCommand = "preview" | "up" | "destroy" | "refresh";

/** One run of the engine over a stack. */
export interface RunRequest {
  readonly command: RunCommand;
  readonly stack: string;
  /** @default - Pulumi.STACK.yaml of the project */
  readonly stackFile?: string;
  /** Against the embedded cloud instead of AWS. */
  readonly lab: boolean;
  /**
   * Where the lab keeps its state and its cloud.
   *
   * @default - .lab in the project
   */
  readonly labRoot?: string;
  /** The folder of Pulumi.yaml and index.ts. */
  readonly projectDir: string;
  /**
   * Resources that the embedded cloud has before the program comes. Ignored by a real run.
   *
   * @default []
   */
  readonly adopted?: readonly CloudResource[];
  /** Gets what the engine prints, as it prints it. */
  readonly onOutput?: (text: string) => void;
  /** Is told what the run begins with, once nothing stands in its way. */
  readonly onBegin?: (beginning: Pick<RunResult, "before" | "recovery">) => void;
  /** Gets the engine's events as they come. */
  readonly onEvent?: (event: EngineEvent) => void;
  /**
   * Clears what a run that crashed has left, before this one begins: locks of processes that no longer live, and
   * operations whose end nobody recorded.
   *
   * @default false
   */
  readonly recover?: boolean;
  /**
   * Folders of policy packs that a preview or an update must pass.
   *
   * @default []
   */
  readonly policyPacks?: readonly string[];
  /**
   * JSON files of levels and settings, one for each policy pack, in the same order.
   *
   * @default - each pack's own levels
   */
  readonly policyPackConfigs?: readonly string[];
  /** Interrupts the run, which then ends cleanly with a RunInterruptedError. */
  readonly signal?: AbortSignal;
}

/** What a run has done, or, for a preview, would do. */
export interface RunResult {
  /** Resources by what happened to them: `create`, `same`, `update`, `replace`, `delete`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The stack's outputs as the run leaves them: `[secret]` in place of secrets, `[unknown]` of what a preview cannot know. */
  readonly outputs: Properties;
  /** The stack's state, secrets in clear. */
  readonly exportStack: () => Promise<Deployment>;
  /** The state that the run began with, secrets in clear; undefined of a stack that is new or was destroyed. */
  readonly before: Deployment | undefined;
  /** What was cleared before the run; undefined where the request did not ask for it. */
  readonly recovery: Recovery | undefined;
}

/**
 * Runs the engine over a stack, through the Automation API: over AWS, or over the embedded cloud. Neither kind of
 * run can reach the other's cloud or state.
 *
 * @throws AutomationError of one kind or another; every other error is a defect.
 */
export async function runStack(request: RunRequest): Promise<RunResult> {
  const { command, policyPacks = [], policyPackConfigs = [] } = request;
  if (!request.lab) requireNoLab(request.projectDir, process.env);
  const engine = await findEngine();
  const workspace = prepare(request);
  const observer = new Observer();
  const interruption = new Interruption(request.signal);
  try {
    const run: Run = { request, workspace, engine: engine.command, observer, interruption };
    const cutOff = clearCutOff(request.stack, workspace, request.recover ?? false);
    const { stack, unlocked } = await opened(run);
    const recovery =
      request.recover === true ? await recovered(run, stack, [...cutOff, ...unlocked]) : undefined;
    const before = await stack.exportStack();
    await requireNothingPending(run, stack, before);
    interruption.throwIfRequested(command);
    request.onBegin?.({ before: known(before), recovery });
    await perform(run, stack, () =>
      stack[command]({
        ...optionsOf(run),
        ...(request.onOutput === undefined ? {} : { onOutput: request.onOutput }),
        ...(policyPacks.length === 0 ? {} : { policyPacks: [...policyPacks] }),
        ...(policyPackConfigs.length === 0 ? {} : { policyPackConfigs: [...policyPackConfigs] }),
        onEvent: (event) => {
          interruption.observe(event);
          observer.observe(event);
          request.onEvent?.(event);
        },
      }),
    );
    const { changes, outputs } = observer;
    const exportStack = async (): Promise<Deployment> => {
      try {
        return await stack.exportStack();
      } finally {
        dropStray(workspace);
      }
    };
    return { changes, outputs, exportStack, before: known(before), recovery };
  } catch (error) {
    interruption.throwIfRequested(command);
    throw explained(error, {
      stack: request.stack,
      reported: observer.errors,
      violations: observer.violations,
      thrown: observer.thrown,
      changed: observer.changed,
      unlocking: workspace.unlocking,
    });
  } finally {
    interruption.dispose();
    dropStray(workspace);
  }
}

interface Run {
  readonly request: RunRequest;
  readonly workspace: Workspace;
  readonly engine: PulumiCommand;
  readonly observer: Observer;
  readonly interruption: Interruption;
}

/** What is the same for every command of the engine that reads or changes resources. */
function optionsOf({ workspace: { configFile }, interruption }: Run): {
  readonly color: "never";
  readonly suppressOutputs: true;
  readonly suppressProgress: true;
  readonly signal: AbortSignal;
  readonly configFile?: string;
} {
  return {
    color: "never",
    suppressOutputs: true,
    suppressProgress: true,
    signal: interruption.engineSignal,
    ...(configFile === undefined ? {} : { configFile }),
  };
}

/** @throws StackLockedError, and PendingOperationsError where a run that crashed has left any. */
async function requireNothingPending(run: Run, stack: Stack, state: Deployment): Promise<void> {
  const pending = pendingIn(state);
  if (pending.length === 0) return;
  // A run that is under way has operations pending, too.
  const holders = await lockOf(stack, run.workspace, run.engine);
  if (holders !== undefined) throw lockedBy(stack.name, holders, run.workspace.unlocking);
  throw new PendingOperationsError(stack.name, pending);
}

/** A run that was killed as it made the stack has left a lock on what is not there yet. */
async function opened(run: Run): Promise<{ stack: Stack; unlocked: readonly LockHolder[] }> {
  const { request, workspace, engine } = run;
  try {
    return { stack: await open(request, workspace, engine), unlocked: [] };
  } catch (error) {
    if (request.recover !== true || !(error instanceof ConcurrentUpdateError)) throw error;
    const holders = holdersIn(error.message);
    await unlock(request.stack, holders, workspace.unlocking, () => Promise.reject(error));
    return { stack: await open(request, workspace, engine), unlocked: holders };
  }
}

/** @throws StackLockedError where a run may still be under way. */
async function recovered(run: Run, stack: Stack, before: readonly LockHolder[]): Promise<Recovery> {
  const { workspace, engine } = run;
  const holders = await lockOf(stack, workspace, engine);
  if (holders !== undefined) await unlock(stack.name, holders, workspace.unlocking, () => stack.cancel());
  const call = { command: engine.command, stack: stack.name, ...workspace };
  const settled = await settle({
    cloud: workspace.cloud,
    read: () => readState(call),
    write: (state) => writeState(call, state),
    refresh: () => perform(run, stack, () => refreshed(run, stack)),
  });
  return { unlocked: [...before, ...(holders ?? [])], ...settled };
}

/** Reads what is there, without a word: what was found is in the state. */
async function refreshed(run: Run, stack: Stack): Promise<void> {
  const errors = new Observer();
  try {
    await stack.refresh({
      ...optionsOf(run),
      clearPendingCreates: true,
      onEvent: (event) => {
        run.interruption.observe(event);
        errors.observe(event);
      },
    });
  } catch (error) {
    throw errors.errors.length > 0 ? new RunFailedError(errors.errors) : error;
  }
}

/** @throws StackLockedError with who is at work, which Pulumi Cloud's own refusal does not say. */
async function perform(run: Run, stack: Stack, command: () => Promise<unknown>): Promise<void> {
  try {
    await command();
  } catch (error) {
    if (!(error instanceof ConcurrentUpdateError)) throw error;
    const named = holdersIn(error.message);
    const holders = named.length > 0 ? named : await holdersNow(stack);
    throw lockedBy(stack.name, holders, run.workspace.unlocking);
  }
}

/** A stack that is new, or was destroyed, has no state to speak of. */
function known(state: Deployment): Deployment | undefined {
  return resourcesIn(state).length > 0 ? state : undefined;
}
