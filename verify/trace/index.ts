import { addressOf } from "../model/addresses";
import type { Model } from "../model/facts";
import { apiGatewayTrace } from "./apiGateway";
import { awsServiceVerdict } from "./awsService";
import { asPage, blocked, originProblem, preflightOf, preflightProblem } from "./cors";
import { resolverOf } from "./dns";
import { asksForApi } from "./gateway";
import { instanceVerdict } from "./instance";
import { reachOf } from "./reach";
import type { Arrival, Demand, DnsAnswer, OtherArrival, Reached, Trace, Tracer, TraceRequest } from "./types";
import { ended, failed, hop, undecided } from "./verdicts";

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

  const once = (request: TraceRequest): Trace => {
    const answer = request.resolved ?? resolve(request.source, request.url.host);
    if (answer.kind === "nxdomain" || answer.kind === "unknown") return unresolved(answer);
    const connection = reached(request, answer);
    const asked = hop("dns", answer.says);
    if (!connection.passed) return failed(connection, [asked]);
    const traces = connection.arrivals.map((arrival) =>
      isAtApiGateway(arrival)
        ? apiGatewayTrace(model, request, arrival)
        : carried(beside(request, arrival), arrival),
    );
    const trace =
      decisive(traces, request.demand) ?? failed(undecided("route", "there is no address to call"), []);
    const address = answer.kind === "private" ? answer.addresses[0]?.address : undefined;
    return {
      ...trace,
      hops: [asked, ...connection.hops, ...trace.hops],
      ...(address !== undefined && { connectedTo: addressOf(address) }),
    };
  };

  return {
    resolve,
    trace: (request) => (request.client === "browser" ? inBrowser(once, request) : once(request)),
  };
}

/** A page's call, after the preflight that the browser may send first. */
function inBrowser(once: Tracer["trace"], request: TraceRequest): Trace {
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
        (first.outcome === "backend-error" ? first.mend : undefined) ??
          "add the page's origin to cors of the API, and call by a form that needs no header of its own",
      );
  }
  const trace = once(page);
  const problem = trace.answer === undefined ? undefined : originProblem(page, trace.answer);
  return problem === undefined
    ? trace
    : blocked(trace, `the ${problem}`, "add the page's origin to cors of the API");
}

/** The one of several ways that tells what the caller gets; undefined where there is none. */
function decisive(traces: readonly Trace[], demand: Demand): Trace | undefined {
  const isOk = ({ outcome }: Trace): boolean => outcome === "ok";
  const isUnknown = ({ outcome }: Trace): boolean => outcome === "unknown";
  const telling =
    demand === "every"
      ? (traces.find((trace) => !isOk(trace) && !isUnknown(trace)) ?? traces.find(isUnknown))
      : (traces.find(isOk) ?? traces.find(isUnknown));
  return telling ?? traces[0];
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
