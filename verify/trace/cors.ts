import type { Answer, Trace, TraceRequest } from "./types";

/** Headers that a page may send without asking first. Source: the Fetch Standard, "CORS-safelisted request-header". */
const safelisted = ["accept", "accept-language", "content-language", "content-type", "range"];

/** Headers that a page cannot set at all. Source: the Fetch Standard, "forbidden request-header". */
const forbiddenToPages = ["host", "connection", "cookie", "origin", "referer"];

/** What a form can send. Source: the same. */
const safelistedTypes = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

const safelistedMethods = ["GET", "HEAD", "POST"];

/** What a browser asks first, and undefined where it asks nothing. */
export function preflightOf(request: TraceRequest): TraceRequest | undefined {
  const asked = customIn(request);
  if (asked.length === 0 && safelistedMethods.includes(request.method)) return undefined;
  return {
    ...request,
    method: "OPTIONS",
    headers: {
      "access-control-request-method": request.method,
      ...(asked.length > 0 && { "access-control-request-headers": [...asked].sort().join() }),
    },
  };
}

/** The call as a browser makes it for a page. */
export function asPage(request: TraceRequest): TraceRequest {
  const headers = Object.entries(request.headers).filter(([name]) => !forbiddenToPages.includes(name));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** Why a browser refuses what the preflight was answered with, or undefined where it goes on. */
export function preflightProblem(request: TraceRequest, answer: Answer): string | undefined {
  if (answer.status < 200 || answer.status > 299) return `the preflight is answered ${answer.status}`;
  const origin = originProblem(request, answer);
  if (origin !== undefined) return `the preflight's ${origin}`;
  const methods = listed(answer, "access-control-allow-methods");
  if (
    !safelistedMethods.includes(request.method) &&
    !methods.includes(request.method.toLowerCase()) &&
    !methods.includes("*")
  ) {
    return `the preflight does not allow the method ${request.method}`;
  }
  const headers = listed(answer, "access-control-allow-headers");
  // A star is for everything save authorization. Source: the same, "CORS non-wildcard request-header name".
  const refused = customIn(request).find(
    (name) => !headers.includes(name) && (name === "authorization" || !headers.includes("*")),
  );
  return refused === undefined ? undefined : `the preflight does not allow the header ${refused}`;
}

/** Why a page may not read an answer, or undefined where it may. */
export function originProblem({ origin = "null" }: TraceRequest, answer: Answer): string | undefined {
  const allowed = answer.headers["access-control-allow-origin"];
  if (allowed === "*" || allowed === origin) return undefined;
  return allowed === undefined
    ? `answer has no Access-Control-Allow-Origin for ${origin}`
    : `answer is for pages of ${allowed}, not of ${origin}`;
}

/** A call that a browser keeps from the page, told by what went before. The page is shown no answer, not even its status. */
export function blocked({ decidedBy, hops, connectedTo }: Trace, why: string, mend: string): Trace {
  return {
    outcome: "cors-blocked",
    decidedBy,
    explanation: `the browser refuses the call: ${why}`,
    mend,
    hops,
    ...(connectedTo !== undefined && { connectedTo }),
  };
}

/** The headers that a page has to ask for. */
function customIn({ headers }: TraceRequest): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    const [essence = ""] = value.toLowerCase().split(";");
    const isForm = name !== "content-type" || safelistedTypes.includes(essence.trim());
    return safelisted.includes(name) && isForm ? [] : [name];
  });
}

function listed({ headers }: Answer, name: string): readonly string[] {
  return (headers[name] ?? "").split(",").map((item) => item.trim().toLowerCase());
}
