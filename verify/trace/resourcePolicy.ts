import type { PolicyFact } from "../model/facts";
import { authorize } from "../policy";
import { accessDenied } from "./answers";
import { decide, statementOf } from "./decisions";
import { methodArn, type Called } from "./gateway";
import { methodAt } from "./method";
import type { Arrival, Step, TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** The resource policy that was published with the stage, whatever it is by now (guide row C12). */
export function resourcePolicyVerdict(request: TraceRequest, arrival: Arrival, called: Called): Verdict {
  const step: Step = "resource-policy";
  const { api, stage, domain } = called;
  if (stage.published === undefined) return undecided(step, `what ${stage.label} published is not known`);
  const arn = methodArn(called, request.method);
  const guards = [
    ...(domain === undefined
      ? []
      : [{ what: domain.label, resource: domain.arn, fact: domain.policy, isDomain: true }]),
    { what: `${api.label} as published`, resource: arn, fact: stage.published.policy, isDomain: false },
  ];
  for (const { what, resource, fact, isDomain } of guards) {
    if (isDomain && fact === undefined) return undecided(step, `the policy of ${what} is not known`);
    const verdict = guard(request, arrival, called, what, resource, fact);
    if (!verdict.passed) return verdict;
  }
  const says =
    stage.published.policy === undefined
      ? `${api.label} has no resource policy`
      : `the resource policy of ${api.label} as published allows the call`;
  return { passed: true, hops: [hop(step, says)] };
}

function guard(
  request: TraceRequest,
  arrival: Arrival,
  called: Called,
  what: string,
  resource: string,
  fact: PolicyFact | undefined,
): Verdict {
  const step: Step = "resource-policy";
  const decision = fact === undefined ? "none" : decide(fact, request, arrival, called, resource);
  if (decision !== "none" && decision.effect === "unknown")
    return undecided(step, `of the policy of ${what}, ${decision.why}`);
  const access = called.api.type === "PRIVATE" ? "private" : "regional";
  const signed = methodAt(called.stage, request.method, called.path)?.authorization === "AWS_IAM";
  const type = signed ? "AWS_IAM" : "NONE";
  const authorization = authorize({ type, access, caller: "anonymous", resource: decision });
  // What wants a signature refuses for want of it, whatever the policy says: the method tells so.
  if (authorization.allowed || authorization.reason === "missing-token") return { passed: true, hops: [] };
  const from = arrival.kind === "endpoint" ? arrival.endpoint.label : "the internet";
  const says =
    decision !== "none" && decision.effect === "explicit-deny"
      ? `${statementOf(decision.statement)} of the resource policy of ${what} denies calls that come through ${from}`
      : `the resource policy of ${what} allows no call from this address through ${from}`;
  return ended(step, "access-denied", says, {
    mend: "link the caller's network to the API; where it is linked, deploy the API again: only a published policy counts",
    answer: accessDenied(
      methodArn(called, request.method),
      "suffix" in authorization ? authorization.suffix : undefined,
    ),
  });
}
