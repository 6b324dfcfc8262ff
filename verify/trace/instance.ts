import type { Answered } from "./awsService";
import type { OtherArrival, TraceRequest } from "./types";
import { hop } from "./verdicts";

/** What an instance answers: its page is its own, and its port was open. */
export function instanceVerdict(
  { url }: TraceRequest,
  { label }: Extract<OtherArrival, { kind: "instance" }>,
): Answered {
  const explanation = `${label} answers on port ${url.port}`;
  return { passed: true, explanation, answer: undefined, hops: [hop("backend", explanation)] };
}
