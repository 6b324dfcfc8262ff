import { addressOf } from "../model/addresses";
import type { Model } from "../model/facts";
import { apiNameIn } from "./apiName";
import { awsServiceVerdict } from "./awsService";
import { backendVerdict } from "./backend";
import { asPage, blocked, originProblem, preflightOf, preflightProblem } from "./cors";
import { resolverOf } from "./dns";
import { asksForApi, gatewayVerdict } from "./gateway";
import { instanceVerdict } from "./instance";
import { methodVerdict } from "./method";
import { endpointPolicyVerdict } from "./endpointPolicy";
import { resourcePolicyVerdict } from "./resourcePolicy";
import { reachOf } from "./reach";
import { tlsVerdict } from "./tls";
import type {
  Arrival,
  DnsAnswer,
  Ended,
  Hop,
  OtherArrival,
  Reached,
  Trace,
  Tracer,
  TraceRequest,
} from "./types";
import { ended, hop, undecided } from "./verdicts";

/** A name that leads somewhere. */
type Answered = Extract<DnsAnswer, { readonly kind: "private" | "public" }>;

/** Follows calls through a model, step by step, until one step ends them or the backend answers. */
export function tracerOf(model: Model): Tracer {
  const resolve = resolverOf(model);
  const reach = reachOf(model);

  const reached = ({ source, url, demand }: TraceRequest, answer: Answered): Reached => {
    if (answer.kind === "private") return reach.to(source, answer.addresses, url.port, demand);
    return answer.service === undefined
      ? reach.out(source, url.port, demand)
      : reach.toService(source, answer.service, url.port, demand);
  };

  const inside = (request: TraceRequest, arrival: Arrival): Trace => {
    const hops: Hop[] = [];
    const end = (verdict: Ended): Trace => failed(verdict, hops);
    const region =
      arrival.kind === "endpoint" ? arrival.endpoint.region : (apiNameIn(request.url.host)?.region ?? "");
    const tls = tlsVerdict(request, arrival, region, model.domains.get(request.url.host));
    if (!tls.passed) return end(tls);
    hops.push(...tls.hops);
    const called = gatewayVerdict(model, request, arrival);
    if (!called.passed) return end(called);
    hops.push(...called.hops);
    for (const policy of [endpointPolicyVerdict, resourcePolicyVerdict]) {
      const verdict = policy(request, arrival, called);
      if (!verdict.passed) return end(verdict);
      hops.push(...verdict.hops);
    }
    const method = methodVerdict(model, request, called);
    if (!method.passed) return end(method);
    hops.push(...method.hops);
    const backend = backendVerdict(request, called, method.method);
    if (!backend.passed) return end(backend);
    const way = arrival.kind === "endpoint" ? `through ${arrival.endpoint.label}` : "over public addresses";
    return {
      outcome: "ok",
      decidedBy: "backend",
      explanation: `${called.api.label} answers ${way}`,
      hops: [...hops, ...backend.hops],
      answer: backend.answer,
    };
  };

  const once = (request: TraceRequest): Trace => {
    const answer = request.resolved ?? resolve(request.source, request.url.host);
    if (answer.kind === "nxdomain" || answer.kind === "unknown") return unresolved(answer);
    const connection = reached(request, answer);
    const asked = hop("dns", answer.says);
    if (!connection.passed) return failed(connection, [asked]);
    const traces = connection.arrivals.map((arrival) =>
      isAtApiGateway(arrival) ? inside(request, arrival) : carried(beside(request, arrival), arrival),
    );
    const isOk = ({ outcome }: Trace): boolean => outcome === "ok";
    const isUnknown = ({ outcome }: Trace): boolean => outcome === "unknown";
    const decisive =
      request.demand === "every"
        ? (traces.find((trace) => !isOk(trace) && !isUnknown(trace)) ?? traces.find(isUnknown))
        : (traces.find(isOk) ?? traces.find(isUnknown));
    const trace = decisive ?? traces[0] ?? failed(undecided("route", "there is no address to call"), []);
    const address = answer.kind === "private" ? answer.addresses[0]?.address : undefined;
    return {
      ...trace,
      hops: [asked, ...connection.hops, ...trace.hops],
      ...(address !== undefined && { connectedTo: addressOf(address) }),
    };
  };

  const inBrowser = (request: TraceRequest): Trace => {
    const page = asPage(request);
    const preflight = preflightOf(page);
    if (preflight !== undefined) {
      const first = once(preflight);
      if (first.answer === undefined) return first;
      const problem = preflightProblem(page, first.answer);
      if (problem !== undefined)
        return blocked(
          first,
          `${problem} (${first.explanation})`,
          "add the page's origin to cors of the API, and call by a form that needs no header of its own",
        );
    }
    const trace = once(page);
    const problem = trace.answer === undefined ? undefined : originProblem(page, trace.answer);
    return problem === undefined
      ? trace
      : blocked(trace, `the ${problem}`, "add the page's origin to cors of the API");
  };

  return { resolve, trace: (request) => (request.client === "browser" ? inBrowser(request) : once(request)) };
}

function isAtApiGateway(arrival: Arrival | OtherArrival): arrival is Arrival {
  return arrival.kind === "endpoint" || arrival.kind === "public";
}

/** What answers a call that is for anything other than API Gateway. */
function beside(request: TraceRequest, arrival: OtherArrival): Trace {
  const verdict =
    arrival.kind === "instance" ? instanceVerdict(request, arrival) : awsServiceVerdict(request, arrival);
  if (!verdict.passed) return failed(verdict, []);
  const { explanation, hops, answer } = verdict;
  // Where two VPCs have the same range, the address of one's endpoint may be that of something else in the other, which
  // answers as it likes, yet never as the API.
  if (asksForApi(request))
    return failed(ended("gateway", "bad-request", `${explanation}; that is not API Gateway`), hops);
  return { outcome: "ok", decidedBy: "backend", explanation, hops, ...(answer !== undefined && { answer }) };
}

function carried(trace: Trace, arrival: OtherArrival): Trace {
  const endpoint = arrival.kind === "aws-service" ? arrival.endpoint : undefined;
  return endpoint === undefined ? trace : { ...trace, carriedBy: endpoint.id };
}

function unresolved(answer: Exclude<DnsAnswer, Answered>): Trace {
  if (answer.kind === "unknown") return failed(undecided("dns", answer.says), []);
  const { says, mend } = answer;
  return failed(ended("dns", "nxdomain", says, mend === undefined ? {} : { mend }), []);
}

/** @param before What came before the step that failed and those that it tells itself. */
function failed({ failure, hops }: Ended, before: readonly Hop[]): Trace {
  const { step, outcome, says, mend, answer } = failure;
  const all = [...before, ...hops, { step, says }];
  // Written out: spreads for each of hundreds of thousands of calls take longer than tracing them.
  return { outcome, decidedBy: step, explanation: says, mend, hops: all, answer };
}
