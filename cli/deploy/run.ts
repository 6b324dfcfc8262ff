import { createRequire } from "node:module";
import { policyRemarkIn } from "../../automation/policyRemarks";
import { Progress, type Expected } from "../../automation/progress";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { compare } from "../../components/compare";
import { adoptedBy } from "../../lab/adopted";
import { typeChainOf } from "../../lab/urns";
import type { StackFile } from "../../stacks/stackFile";
import { statuses } from "../io";
import { projectDir } from "../source";
import { checkBeforehand, checkOfProgram, type OnRed } from "./beforehand";
import { Changes, isCustom } from "./changes";
import type { Checked } from "./checked";
import type { Outcome, Outlet } from "./events";
import type { DeployOptions } from "./options";
import type { PolicyPacks } from "./policyPacks";
import { checkOfState, checkOfStateIfWhole, expectedIn } from "./stateCheck";
import { isChange } from "./words";

/** One run that has been asked for. */
export interface AskedRun {
  readonly stack: string;
  readonly file: StackFile;
  readonly options: DeployOptions;
  readonly packs: PolicyPacks;
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
    ? await checkBeforehand(stack, onRed(command, options), tell, () => checkOfProgram(file, stack))
    : undefined;
  if (!lab) tell({ event: "busy", what: "asking whose credentials these are" });
  if (!lab) await live().requireAccounts(file.topology);
  const { result, outcome } = await runEngine(command, asked, program, tell);
  tell({ event: "changed", outcome });
  if (checks[command].after) tell({ event: "busy", what: "checking what is there" });
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
  const depth = ({ urn }: Expected): number => typeChainOf(urn).split("$").length;
  return [...expected].sort((one, other) => depth(one) - depth(other) || compare(one.urn, other.urn));
}

/** @param program What the program makes; undefined where nobody has looked. */
async function runEngine(
  command: RunCommand,
  { stack, file, options, packs, signal }: AskedRun,
  program: Checked | undefined,
  tell: Outlet,
): Promise<{ readonly result: RunResult; readonly outcome: Outcome }> {
  const changes = new Changes();
  let progress = new Progress([]);
  tell({ event: "busy", what: "opening the stack" });
  try {
    const result = await runStack({
      command,
      stack,
      stackFile: file.file,
      lab: options.lab ?? false,
      ...(options.labRoot === undefined ? {} : { labRoot: options.labRoot }),
      projectDir,
      adopted: adoptedBy(file.topology),
      recover: options.recover ?? false,
      ...packs,
      signal,
      onBegin: ({ before, recovery }) => {
        if (recovery !== undefined) tell({ event: "recovered", recovery });
        tell({ event: "found", before: checkOfStateIfWhole(before, stack) });
        progress = new Progress(inReadingOrder(program?.resources ?? expectedIn(before, stack)));
        tell({ event: "begun", progress });
      },
      onEvent: (event) => {
        const remark = policyRemarkIn(event);
        if (remark !== undefined) tell({ event: "policy", remark });
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
