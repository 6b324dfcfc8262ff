import { callersOf } from "../verify/check/callers";
import { modelOf } from "../verify/model";
import { tracerOf } from "../verify/trace";
import type { Trace } from "../verify/trace/types";
import { answerText } from "./curl/answer";
import { failureOf } from "./curl/failures";
import { callFrom, requestOf, type CurlRequest, type RequestOptions } from "./curl/request";
import { verboseLines, type Conversation } from "./curl/verbose";
import { statuses, type CommandResult } from "./io";
import { printable } from "../stacks/printable";
import { findStack } from "./otherStack";
import type { SourceOptions } from "./source";
import { partsAt } from "./where";

export interface CurlOptions extends SourceOptions, RequestOptions {
  readonly from: string;
  /** The answer's head, too. */
  readonly include?: boolean;
  /** The conversation and the trace, on stderr. */
  readonly verbose?: boolean;
}

/** Follows one call and tells what curl would: on its output, in its words, with its exit status. */
export async function curl(text: string, options: CurlOptions): Promise<CommandResult> {
  const request = requestOf(text, options);
  const call = { where: options.from, host: request.url.host };
  const { stack, topology, resources, contents, note } = await findStack(options, call);
  const model = modelOf(resources, topology, contents);
  const parts = partsAt(options.from, callersOf(model, topology), stack);
  const tracer = tracerOf(model);
  const followed = parts.map(({ range, source }) => ({
    range,
    resolved: request.resolved ?? tracer.resolve(source, request.url.host),
    trace: tracer.trace(callFrom(source, request)),
  }));
  const notes = note === undefined ? [] : [`apilink: ${note}`];
  return curlResult(request, followed, { ...options, notes });
}

interface Shown {
  readonly from: string;
  readonly include?: boolean;
  readonly verbose?: boolean;
  /** Lines that come first on stderr. */
  readonly notes: readonly string[];
}

/** What curl would show of a call; of a network whose parts fare differently the first one counts. */
export function curlResult(
  request: CurlRequest,
  [first, ...others]: readonly Conversation[],
  { from, include = false, verbose = false, notes }: Shown,
): CommandResult {
  if (first === undefined) return unknown(notes, `nothing is known of where ${from} lies`);
  const { trace } = first;
  const before = [...notes, ...differences(first, others), ...(verbose ? verboseLines(request, first) : [])];
  if (trace.outcome === "unknown") return unknown(before, trace.explanation);
  const failure = failureOf(trace.outcome, request.url);
  if (failure !== undefined) {
    return { status: failure.status, stdout: [], stderr: `${linesText(before)}${failure.text}` };
  }
  const { answer } = trace;
  return {
    status: statuses.ok,
    stdout: answer === undefined ? [] : [answerText(request.url, answer, include)],
    stderr: linesText([...before, ...notesOn(trace)]),
  };
}

/** What curl would show and is not known: what it is about is told instead. */
function notesOn({ outcome, explanation, answer }: Trace): readonly string[] {
  if (answer?.body !== undefined) return [];
  const note = answer === undefined ? "" : "; what the answer's body says is not known";
  return [`apilink: ${outcome}: ${printable(explanation)}${note}`];
}

function unknown(before: readonly string[], why: string): CommandResult {
  const line = `apilink: unknown: ${printable(why)}`;
  return { status: statuses.red, stdout: [], stderr: linesText([...before, line]) };
}

function differences(first: Conversation, others: readonly Conversation[]): string[] {
  const different = others.filter(({ trace }) => trace.outcome !== first.trace.outcome);
  const told = different.map(({ range, trace }) => `${range}: ${trace.outcome}`).join(", ");
  return different.length === 0
    ? []
    : [`apilink: from ${first.range}, and it is not the same from everywhere (${told})`];
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
