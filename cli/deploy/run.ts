import { createRequire } from "node:module";
import { Progress, type Expected } from "../../automation/progress";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { compare } from "../../components/compare";
import { adoptedBy } from "../../lab/adopted";
import type { StackFile } from "../../stacks/stackFile";
import { statuses } from "../io";
import { projectDir } from "../source";
import { checkBeforehand, type OnRed } from "./beforehand";
import { Changes, isCustom } from "./changes";
import type { Checked } from "./checked";
import type { Outcome, Outlet } from "./events";
import type { DeployOptions } from "./options";
import { checkOfState, checkOfStateIfWhole } from "./stateCheck";
import { isChange } from "./words";

/** One run that has been asked for. */
export interface AskedRun {
  readonly stack: string;
  readonly file: StackFile;
  readonly options: DeployOptions;
  readonly signal: AbortSignal;
}

/** Which checks a command makes. */
const checks: Readonly<Record<RunCommand, { readonly before: boolean; readonly after: boolean }>> = {
  preview: { before: true, after: false },
  up: { before: true, after: true },
  refresh: { before: false, after: true },
  destroy: { before: false, after: false },
};

/**
 * Runs one command and tells all that happens.
 *
 * @returns The exit status.
 */
export async function runAndTell(command: RunCommand, asked: AskedRun, tell: Outlet): Promise<number> {
  const { stack, file, options } = asked;
  const { lab = false } = options;
  tell({ event: "started", run: { command, stack, lab } });
  const program = checks[command].before
    ? await checkBeforehand(file, stack, onRed(command, options), tell)
    : undefined;
  if (!lab) await live().requireAccounts(file.topology);
  const { result, outcome } = await runEngine(command, asked, program?.resources ?? [], tell);
  if (result.recovery !== undefined) tell({ event: "recovered", recovery: result.recovery });
  tell({ event: "found", before: checkOfStateIfWhole(result.before, stack) });
  tell({ event: "changed", outcome });
  const after = checks[command].after ? checkOfState(await result.exportStack(), stack) : undefined;
  if (after !== undefined) tell({ event: "checked", when: "after", checked: after });
  const status = statusOf(after ?? program);
  tell({ event: "finished", status, outcome });
  return status;
}

function onRed(command: RunCommand, { force = false }: DeployOptions): OnRed {
  if (command === "preview") return "goOn";
  return force ? "force" : "refuse";
}

function statusOf(checked: Checked | undefined): number {
  return checked === undefined || checked.report.ok ? statuses.ok : statuses.red;
}

/** Components of one kind together: a program makes them as their inputs become known, in an order of no meaning. */
function inReadingOrder(expected: readonly Expected[]): readonly Expected[] {
  return [...expected].sort((one, other) => compare(one.urn, other.urn));
}

/** @param expected What the run will meet, as far as it is known. */
async function runEngine(
  command: RunCommand,
  { stack, file, options, signal }: AskedRun,
  expected: readonly Expected[],
  tell: Outlet,
): Promise<{ readonly result: RunResult; readonly outcome: Outcome }> {
  const progress = new Progress(inReadingOrder(expected));
  const changes = new Changes();
  tell({ event: "begun", progress });
  try {
    const result = await runStack({
      command,
      stack,
      stackFile: file.file,
      lab: options.lab ?? false,
      projectDir,
      adopted: adoptedBy(file.topology),
      recover: options.recover ?? false,
      policyPacks: options.policyPack ?? [],
      signal,
      onEvent: (event) => {
        const step = progress.observe(event);
        changes.observe(event, step);
        if (step === undefined || !isCustom(event)) return;
        if (!isChange(step.operation) && step.at !== "failed") return;
        tell({ event: "step", step, count: { done: progress.done, total: progress.total } });
      },
    });
    return { result, outcome: { changes: result.changes, changed: changes.all, outputs: result.outputs } };
  } finally {
    tell({ event: "ended", changed: changes.all });
  }
}

/** The AWS SDK takes a while to load, and the lab needs none of it. */
function live(): typeof import("../../verify/sources/live/credentials") {
  const path = "../../verify/sources/live/credentials";
  return createRequire(__filename)(path) as typeof import("../../verify/sources/live/credentials");
}
