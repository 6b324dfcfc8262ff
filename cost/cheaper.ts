import { compare } from "../components/compare";
import { dollarsOf, microsOf } from "./money";
import type { Candidate } from "./shapes";
import type { CheaperShape, Estimate } from "./types";

/** The shapes that cost less than what there is, the cheapest first. Where something has no price, the rest is compared. */
export function cheaperOf(
  now: Pick<Estimate, "total" | "complete">,
  others: readonly {
    readonly candidate: Candidate;
    readonly estimate: Pick<Estimate, "total" | "complete">;
  }[],
): readonly CheaperShape[] {
  return others
    .map(({ candidate: { shape, change, givesUp }, estimate }) => ({
      shape,
      change,
      now: now.total,
      then: estimate.total,
      saves: dollarsOf(microsOf(now.total) - microsOf(estimate.total)),
      complete: now.complete && estimate.complete,
      givesUp,
    }))
    .filter(({ saves }) => saves >= leastSaving)
    .sort((one, other) => other.saves - one.saves || compare(one.change, other.change));
}

/** Nobody changes a topology for less, in dollars a month. */
const leastSaving = 0.01;
