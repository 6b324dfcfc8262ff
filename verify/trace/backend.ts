import type { MockAnswer, Model, RestMethod } from "../model/facts";
import { internalError, lowerCased } from "./answers";
import { functionVerdict } from "./function";
import type { Called } from "./gateway";
import type { Answer, Ended, Hop, Outcome, TraceRequest } from "./types";
import { ended, hop, undecided } from "./verdicts";
import { render } from "./velocity";

/** What the backend itself answers. */
export interface Answered {
  readonly passed: true;
  readonly answer: Answer;
  readonly hops: readonly Hop[];
}

/** An answer, whatever its status. */
export interface BackendAnswer {
  readonly answer: Answer;
  /** One sentence. */
  readonly says: string;
  readonly mend?: string;
}

/** Outcomes by the status that a backend answers with; 2xx is ok. */
const failures: Readonly<Record<number, Exclude<Outcome, "ok">>> = {
  400: "bad-request",
  404: "not-found",
  429: "throttled",
};

/** Asks the integration. */
export function backendVerdict(
  model: Model,
  request: TraceRequest,
  called: Called,
  method: RestMethod,
): Answered | Ended {
  const { api } = called;
  const { integration, label } = method;
  if (integration.kind === "unknown") return undecided("backend", integration.why);
  if (integration.kind === "broken") {
    return ended("backend", "backend-error", `${integration.why}, so ${api.label} fails`, {
      mend: "complete the integration and deploy again",
      answer: internalError,
    });
  }
  if (integration.kind === "function") {
    const verdict = functionVerdict(model, request, called, method, integration.functionArn);
    return verdict.passed ? answeredWith(verdict) : verdict;
  }
  const answer = answerOf(integration.answer, request);
  return answeredWith({ answer, says: `${label} of ${api.label} answers ${answer.status}` });
}

/** What an answer comes to. */
function answeredWith({ answer, says, mend }: BackendAnswer): Answered | Ended {
  if (answer.status >= 200 && answer.status < 300)
    return { passed: true, answer, hops: [hop("backend", says)] };
  return ended("backend", failures[answer.status] ?? "backend-error", says, {
    answer,
    ...(mend !== undefined && { mend }),
  });
}

/** A template that is more than fixed text and the usual CORS part leaves the body open. */
function answerOf({ status, template, headers }: MockAnswer, request: TraceRequest): Answer {
  const sent =
    request.origin === undefined ? request.headers : { ...request.headers, origin: request.origin };
  const rendered = render(template, sent);
  return {
    status,
    headers: {
      "content-type": "application/json",
      ...literals(headers),
      ...lowerCased(rendered?.headers ?? {}),
    },
    body: rendered?.body,
  };
}

/** A header of an integration response is a literal where it stands in single quotes. */
function literals(headers: Readonly<Record<string, string>>): Record<string, string> {
  return lowerCased(
    Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) => {
        const [, text] = /^'(.*)'$/.exec(value) ?? [];
        return text === undefined ? [] : [[name, text]];
      }),
    ),
  );
}
