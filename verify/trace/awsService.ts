import type { Answer, OtherArrival, TraceRequest, Verdict } from "./types";
import { hop } from "./verdicts";

/** What answers at the end, in one sentence; the answer itself where it is known. */
export type Answered = Verdict<{ readonly explanation: string; readonly answer: Answer | undefined }>;

/** What a service of AWS makes of a call; what is in it, only AWS knows. */
export function awsServiceVerdict(
  _request: TraceRequest,
  { service, region, endpoint }: Extract<OtherArrival, { kind: "aws-service" }>,
): Answered {
  const way = endpoint === undefined ? "over public addresses" : `through ${endpoint.label}, no public hop`;
  const explanation = `${service} in ${region} is reached ${way}`;
  return { passed: true, explanation, answer: undefined, hops: [hop("backend", explanation)] };
}
