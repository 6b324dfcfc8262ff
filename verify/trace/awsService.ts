import { accessDeniedByS3 } from "./answers";
import { certificateNamesOf } from "./awsName";
import { statementOf } from "./decisions";
import { s3Requested } from "./s3Request";
import { s3PolicyRequest } from "./s3Context";
import { certificateVerdict } from "./tls";
import type { Answer, CarryingEndpoint, OtherArrival, TraceRequest, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** What answers at the end, in one sentence; the answer itself where it is known. */
export type Answered = Verdict<{ readonly explanation: string; readonly answer: Answer | undefined }>;

type AtService = Extract<OtherArrival, { kind: "aws-service" }>;

/** Where HTTP is spoken: behind other ports are mail, databases and the like. */
const httpPorts: Readonly<Record<string, number>> = { https: 443, http: 80 };

/** What a service of AWS makes of a call; what is in it, only AWS knows. */
export function awsServiceVerdict(request: TraceRequest, arrival: AtService): Answered {
  const tls = tlsAt(request, arrival);
  if (!tls.passed) return tls;
  const policy =
    arrival.endpoint === undefined
      ? { passed: true as const, hops: [] }
      : policyVerdict(request, arrival, arrival.endpoint);
  if (!policy.passed) return { ...policy, hops: [...tls.hops, ...policy.hops] };
  const explanation = `${arrival.service} in ${arrival.region} is reached ${arrival.way}; what it answers is not known`;
  return {
    passed: true,
    explanation,
    answer: undefined,
    hops: [...tls.hops, ...policy.hops, hop("backend", explanation)],
  };
}

function tlsAt(
  request: TraceRequest,
  { service, region, endpoint, endsTls, certificateNames }: AtService,
): Verdict {
  const { scheme, port } = request.url;
  if (port !== httpPorts[scheme])
    return undecided("tls", `what ${service} answers to ${scheme} on port ${port} is not known`);
  if (scheme === "http") return { passed: true, hops: [hop("tls", "the call is plain HTTP")] };
  return certificateVerdict(
    request,
    endsTls === true ? certificateNames : certificateNamesOf({ label: service, region }, endpoint?.names),
    { mend: "call the service by its own name" },
  );
}

/** The endpoint's policy is read for what S3 is asked for; what other services are asked for is not read. */
function policyVerdict(request: TraceRequest, arrival: AtService, endpoint: CarryingEndpoint): Verdict {
  const { policy, label } = endpoint;
  if (policy === undefined) return undecided("endpoint-policy", `the policy of ${label} is not known`);
  const held = policy.label === label ? label : `${label} (${policy.label})`;
  if (policy.policy.isOpenTo(arrival.service))
    return { passed: true, hops: [hop("endpoint-policy", `the policy of ${held} allows everything`)] };
  const asked = arrival.service === "s3" ? s3Requested(request, endpoint.names) : undefined;
  if (asked === undefined) {
    const says = `what the policy of ${held} allows depends on what ${arrival.service} is asked for, and as whom`;
    return undecided("endpoint-policy", says);
  }
  const { action, resource } = asked;
  const decision = policy.policy.decide(
    s3PolicyRequest({ request, arrival, endpoint, policy: policy.policy }, asked),
  );
  if (decision.effect === "allow")
    return {
      passed: true,
      hops: [hop("endpoint-policy", `the policy of ${held} allows ${action} of ${resource}`)],
    };
  if (decision.effect === "unknown")
    return undecided("endpoint-policy", `of the policy of ${label}, ${decision.why}`);
  const says =
    decision.effect === "explicit-deny"
      ? `${statementOf(decision.statement)} of the policy of ${held} denies ${action} of ${resource}`
      : `the policy of ${held} does not allow ${action} of ${resource}`;
  return ended("endpoint-policy", "access-denied", says, {
    mend: `allow ${action} of ${resource} in ${policy.label}`,
    answer: accessDeniedByS3,
  });
}
