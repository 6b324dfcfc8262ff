import type { Outcome } from "../../verify/trace/types";
import type { Reason, Step, StepError } from "./steps";

/** How a call ended, in the words of `apilink check`, and why where the outcome's name does not say it all. */
export interface Ending {
  readonly outcome: Outcome;
  readonly why?: string;
}

/** What is told apart of an HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  /** The header x-amzn-errortype. */
  readonly errorType: string | undefined;
}

/** Source: "Gateway response types" of the API Gateway developer guide. */
const refusals: Readonly<Record<string, Outcome>> = {
  ForbiddenException: "forbidden",
  AccessDeniedException: "access-denied",
  MissingAuthenticationTokenException: "missing-token",
};

const statuses: Readonly<Record<number, Outcome>> = {
  400: "bad-request",
  404: "not-found",
  429: "throttled",
};

export function answerEnding({ status, errorType }: HttpAnswer): Ending {
  if (status >= 200 && status <= 299) return { outcome: "ok" };
  if (status >= 500) return { outcome: "backend-error" };
  if (status !== 403) return known(statuses[status], `${status} is no answer that a link gives`);
  return known(
    refusals[errorType ?? ""],
    `403 ${errorType === undefined ? "without x-amzn-errortype" : "of another x-amzn-errortype than API Gateway's"}`,
  );
}

function known(outcome: Outcome | undefined, why: string): Ending {
  return outcome === undefined ? { outcome: "unknown", why } : { outcome };
}

/** Names that lead nowhere: there is none, or none with an IPv4 address. */
const noName = ["ENOTFOUND", "ENODATA"];

/** What the far side, or the way to it, makes of a connection that it does not take. */
const noConnection = ["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"];

/** What each step is to bring, and the outcome of what it may end with instead; of anything else it is unknown. */
const failures: Readonly<
  Record<Step, { readonly lacks: string; readonly outcomeOf: (reason: Reason) => Outcome | undefined }>
> = {
  dns: {
    lacks: "no address of the name",
    outcomeOf: (reason) => (hasCode(reason, noName) ? "nxdomain" : undefined),
  },
  connect: {
    lacks: "no TCP connection",
    // Who refuses a connection is not who answers for the API: either way there is none.
    outcomeOf: (reason) =>
      reason.kind === "deadline" || hasCode(reason, noConnection) ? "timeout" : undefined,
  },
  tls: {
    lacks: "no TLS handshake",
    // Whatever the certificate is refused for, curl ends with 60.
    outcomeOf: (reason) =>
      reason.kind === "error" && reason.isCertificate ? "tls-mismatch" : lateOutcome(reason),
  },
  http: { lacks: "no whole answer", outcomeOf: lateOutcome },
};

export function failureEnding({ step, reason }: StepError): Ending {
  if (reason.kind === "time-up") return { outcome: "unknown", why: "the canary's time was up" };
  const { lacks, outcomeOf } = failures[step];
  const cause = reason.kind === "deadline" ? `within ${reason.ms} ms` : `(${reason.code})`;
  return { outcome: outcomeOf(reason) ?? "unknown", why: `${lacks} ${cause}` };
}

function lateOutcome({ kind }: Reason): Outcome | undefined {
  return kind === "deadline" ? "timeout" : undefined;
}

function hasCode(reason: Reason, codes: readonly string[]): boolean {
  return reason.kind === "error" && codes.includes(reason.code);
}
