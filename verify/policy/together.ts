import type { CompiledPolicy } from "./evaluate";
import type { Decision, PolicyRequest } from "./request";

/** In this order: a denial wins over everything, and what is not known of one policy may be a denial. */
const precedence = ["explicit-deny", "unknown", "allow"] as const;

/** What several policies say together, where each may deny or allow. */
export function decideTogether(policies: readonly CompiledPolicy[], request: PolicyRequest): Decision {
  const decisions = policies.map((policy) => policy.decide(request));
  for (const effect of precedence) {
    const decision = decisions.find((each) => each.effect === effect);
    if (decision !== undefined) return decision;
  }
  return { effect: "implicit-deny" };
}
