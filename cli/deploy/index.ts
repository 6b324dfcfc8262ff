import { requireEngine } from "../../automation/engine";
import type { RunCommand } from "../../automation/run";
import { usageOf } from "../../cost";
import { UserError } from "../../stacks/userError";
import { failureOf } from "../failures";
import type { Io } from "../io";
import { stackFileFrom } from "../source";
import type { Outlet } from "./events";
import { interruptions } from "./interruptions";
import { jsonLine } from "./jsonEvents";
import type { DeployOptions } from "./options";
import { policyPacksFrom } from "./policyPacks";
import { runAndTell } from "./run";
import { openSummary } from "./summaryFile";
import { textOutlet } from "./textOutlet";

export type { DeployOptions } from "./options";

/**
 * What Ctrl-C is answered with, the first time and from then on. A terminal sends it to the engine as well, which drops
 * everything at the second; a signal to this process alone is passed on once.
 */
const notices = {
  terminal: ["finishing what is under way; Ctrl-C again drops it", "dropping what is under way"],
  alone: ["finishing what is under way", "still finishing what is under way"],
} as const;

/**
 * Runs the engine over a stack: checks it first, shows how far it is, tells the outputs and checks what is there then.
 *
 * @returns The exit status: 0, or 1 where a check is red.
 * @throws Whatever ended the run too early; it has been told by then where there are events or a summary.
 */
export async function deploy(command: RunCommand, options: DeployOptions, io: Io): Promise<number> {
  const usage = usageOf(options);
  const summary = options.summary === undefined ? undefined : openSummary(options.summary, command, usage);
  const outlets: readonly Outlet[] = [
    options.json === true
      ? (event) => void io.stdout.write(jsonLine(event))
      : textOutlet(io, process.env["TERM"]),
    ...(summary === undefined ? [] : [summary.outlet]),
  ];
  const tell: Outlet = (event) => {
    for (const outlet of outlets) outlet(event);
  };
  const asked = interruptions((count) => {
    const [first, again] = process.stdin.isTTY ? notices.terminal : notices.alone;
    tell({ event: "notice", message: count === 1 ? first : again });
  });
  try {
    return await runAndTell(command, { ...fileFor(command, options), options, signal: asked.signal }, tell);
  } catch (error) {
    tell({ event: "failed", failure: failureOf(error) });
    throw error;
  } finally {
    asked.dispose();
    summary?.write();
  }
}

function fileFor(command: RunCommand, options: DeployOptions) {
  if (options.stack === undefined && options.file === undefined)
    throw new UserError(`${command} of which stack?\n  hint: name it with --stack, or its file with --file`);
  const file = stackFileFrom(options);
  const packs = policyPacksFrom(options);
  requireEngine(process.env);
  return { file, packs, stack: options.stack ?? file.stack };
}
