import { accessDenied } from "./answers";
import { decide, statementOf } from "./decisions";
import { methodArn, type Called } from "./gateway";
import type { Arrival, TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** The endpoint's policy, which is asked first. A call by a private custom domain has to be allowed that as well. */
export function endpointPolicyVerdict(request: TraceRequest, arrival: Arrival, called: Called): Verdict {
  if (arrival.kind === "public") return { passed: true, hops: [] };
  const { policy, label } = arrival.endpoint;
  const held = policy === undefined || policy.label === label ? label : `${label} (${policy.label})`;
  const arn = methodArn(called, request.method);
  if (policy === undefined) return undecided("endpoint-policy", `the policy of ${label} is not known`);
  const resources = called.domain === undefined ? [arn] : [called.domain.arn, arn];
  for (const resource of resources) {
    const decision = decide(policy, request, arrival, called, resource);
    if (decision.effect === "allow") continue;
    if (decision.effect === "unknown")
      return undecided("endpoint-policy", `of the policy of ${label}, ${decision.why}`);
    const says =
      decision.effect === "explicit-deny"
        ? `${statementOf(decision.statement)} of the policy of ${held} denies ${resource}`
        : `the policy of ${held} does not allow ${resource}`;
    return ended("endpoint-policy", "access-denied", says, {
      mend: `allow ${resource} in ${policy.label}`,
      answer: accessDenied(arn),
    });
  }
  return {
    passed: true,
    hops: [hop("endpoint-policy", `the policy of ${held} allows ${arn}`)],
  };
}
