import type { Answered } from "./awsService";
import { certificateVerdict } from "./tls";
import type { OtherArrival, TraceRequest } from "./types";
import { hop, undecided } from "./verdicts";

/** What an instance answers: its page is its own, and its port was open. */
export function instanceVerdict(
  request: TraceRequest,
  { label, port, endsTls = false, certificateNames }: Extract<OtherArrival, { kind: "instance" }>,
): Answered {
  const { url } = request;
  if (endsTls !== (url.scheme === "https"))
    return undecided("tls", `whether ${label} speaks ${url.scheme} on port ${port} is not known`);
  const shown = endsTls ? certificateVerdict(request, certificateNames) : undefined;
  if (shown?.passed === false) return shown;
  const explanation = `${label} answers on port ${port}`;
  return {
    passed: true,
    explanation,
    answer: undefined,
    hops: [...(shown?.hops ?? []), hop("backend", explanation)],
  };
}
