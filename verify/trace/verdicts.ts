import type { Answer, Ended, Failure, Hop, Outcome, Step, Trace } from "./types";

/** A step that lets the call go on. */
export function hop(step: Step, says: string): Hop {
  return { step, says };
}

/** A step that ends the call. */
export function ended(
  step: Step,
  outcome: Exclude<Outcome, "ok">,
  says: string,
  more: { readonly mend?: string; readonly answer?: Answer; readonly hops?: readonly Hop[] } = {},
): Ended {
  const { hops = [], ...rest } = more;
  const failure: Failure = { step, outcome, says, ...rest };
  return { passed: false, hops, failure };
}

/** A step that cannot tell, for want of a fact. */
export function undecided(step: Step, says: string, hops: readonly Hop[] = []): Ended {
  return ended(step, "unknown", says, { hops });
}

/**
 * The whole of a call that a step has ended.
 *
 * @param before What came before the step that failed and those that it tells itself.
 */
export function failed({ failure, hops }: Ended, before: readonly Hop[]): Trace {
  const { step, outcome, says, mend, answer } = failure;
  const all = [...before, ...hops, { step, says }];
  // Written out: spreads for each of hundreds of thousands of calls take longer than tracing them.
  return { outcome, decidedBy: step, explanation: says, mend, hops: all, answer };
}
