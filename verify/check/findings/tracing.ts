import type { Source, Trace } from "../../trace/types";
import { nowhere, type Caller } from "../callers";

/** The first part of a caller that fares badly, with the trace that tells. */
export interface Failing {
  /** The part's ranges. */
  readonly source: string;
  readonly trace: Trace;
}

/**
 * @param fault What is wrong with the calls of a source; undefined where nothing is.
 * @returns undefined where all is well; of a caller of whom nothing is known, that.
 */
export function firstFailing(
  caller: Caller,
  fault: (source: Source) => Trace | undefined,
): Failing | undefined {
  if (caller.parts.length === 0) return { source: caller.range, trace: nowhere(caller) };
  for (const { range, source } of caller.parts) {
    const trace = fault(source);
    if (trace !== undefined) return { source: range, trace };
  }
  return undefined;
}

/** What to do where a fact is missing. */
export const tellIt =
  "have the resource that tells it in this stack, or check what was deployed with --state";

/** What became of a call, and why. */
export function says({
  outcome,
  decidedBy,
  explanation,
}: Pick<Trace, "outcome" | "decidedBy" | "explanation">): string {
  return outcome === "ok" ? explanation : `${outcome} (${decidedBy}): ${explanation}`;
}
