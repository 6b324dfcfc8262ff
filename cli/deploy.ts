import type { RunCommand, RunResult } from "../automation/run";
import { runStack } from "../automation/run";
import { adoptedBy } from "../lab/adopted";
import { isMapping } from "../stacks/mapping";
import type { LinkOutput, SubscriptionOutput } from "../stacks/outputs";
import { UserError } from "../stacks/userError";
import { plural } from "./layout";
import { projectDir, stackFileFrom } from "./source";

export interface DeployOptions {
  /** @default - the name of `file` */
  readonly stack?: string;
  /** @default - Pulumi.STACK.yaml of the project */
  readonly file?: string;
  /** On the embedded cloud instead of AWS. */
  readonly lab?: boolean;
}

/** Ctrl-C in a terminal, and what a CI system sends when a job is cancelled. */
const interruptions = ["SIGINT", "SIGTERM"] as const;

/**
 * Runs the engine over a stack and prints what it does, then what changed and, after an update, the recommended URLs.
 * An interruption lets what is under way finish.
 *
 * @throws AutomationError, and UserError for a wrong topology before the engine is even started.
 */
export async function deploy(command: RunCommand, options: DeployOptions): Promise<void> {
  const { lab = false } = options;
  if (options.stack === undefined && options.file === undefined)
    throw new UserError(`${command} of which stack?\n  hint: name it with --stack, or its file with --file`);
  const { stack: named, file, topology } = stackFileFrom(options);
  const stack = options.stack ?? named;
  const interrupted = new AbortController();
  const onInterrupt = (): void => {
    interrupted.abort();
  };
  for (const signal of interruptions) process.on(signal, onInterrupt);
  try {
    const result = await runStack({
      command,
      stack,
      stackFile: file,
      lab,
      projectDir,
      adopted: adoptedBy(topology),
      onOutput: (text) => process.stdout.write(text),
      signal: interrupted.signal,
    });
    process.stdout.write(`\n${conclusion(command, stack, lab, result)}`);
  } finally {
    for (const signal of interruptions) process.off(signal, onInterrupt);
  }
}

/** What changed and, after an update, the URLs of links and subscriptions: the last lines of a run. */
export function conclusion(
  command: RunCommand,
  stack: string,
  lab: boolean,
  { changes, outputs }: Pick<RunResult, "changes" | "outputs">,
): string {
  if (command !== "up") return `${summary(command, stack, lab, changes)}\n`;
  const pending = pendingIn(outputs["topology"]);
  const links = urls(outputs["links"], () => "");
  const subscriptions = urls(outputs["subscriptions"], (call) =>
    pending.has(keyOf(call)) ? " (pending: not accepted)" : "",
  );
  return `${summary(command, stack, lab, changes)}\n${links}${subscriptions}`;
}

function summary(
  command: RunCommand,
  stack: string,
  lab: boolean,
  changes: Readonly<Record<string, number>>,
): string {
  const counts = Object.entries(changes).map(([change, count]) => `${change} ${count}`);
  const where = lab ? "the embedded cloud" : "AWS";
  const total = Object.values(changes).reduce((sum, count) => sum + count, 0);
  return `${command} of ${stack} on ${where}: ${plural(total, "resource")}${counts.length > 0 ? ` (${counts.join(", ")})` : ""}`;
}

type Call = LinkOutput | SubscriptionOutput;

/** The engine's outputs are plain values by now; what is none of ours is left out. */
function urls(calls: unknown, remark: (call: Call) => string): string {
  const rows = Array.isArray(calls) ? calls.filter(isCall) : [];
  return rows.map((call) => `  ${call.from} -> ${call.to}\n    ${call.url}${remark(call)}\n`).join("");
}

/** The subscriptions that the stack's own topology leaves pending: nobody answers there until somebody accepts. */
function pendingIn(topology: unknown): ReadonlySet<string> {
  const subscriptions = isMapping(topology) ? topology["subscriptions"] : undefined;
  const entries = Array.isArray(subscriptions) ? subscriptions.filter(isMapping) : [];
  return new Set(entries.filter(({ accept }) => accept === false).map(keyOf));
}

function keyOf({ from, to }: { readonly from?: unknown; readonly to?: unknown }): string {
  return `${String(from)} ${String(to)}`;
}

function isCall(value: unknown): value is Call {
  return typeof value === "object" && value !== null && "from" in value && "to" in value && "url" in value;
}
