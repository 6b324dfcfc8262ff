import type { Answer, Ended, Failure, Hop, Outcome, Step } from "./types";

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
