import type { Topology } from "../../stacks/topology/types";
import { groupBy } from "../../components/groupBy";
import type { Form, Probe } from "../contract";
import type { Model } from "../model/facts";
import type { Source, Step, Trace, Tracer, TraceRequest } from "../trace/types";
import { byEndpoint, callElsewhere, callsOf, type WrittenCall } from "./calls";
import { nowhere, rangesOf, type Caller } from "./callers";
import { linksOf, type Links } from "./links";
import { publishedCalls, type PublishedCall } from "./published";

/** A probe with the whole of its trace. */
export interface TracedProbe {
  readonly probe: Probe;
  readonly trace: Trace;
}

/** Takes each probe as it comes. */
export type Tell = (probe: Probe, trace: Trace, isRecommended: boolean) => void;

/** More calls than this are not listed one by one where it is the network that keeps them apart. */
const mostListed = 500_000;

/**
 * Calls every API as every caller, in every form, through every endpoint.
 *
 * @param most Of more calls than this, those to endpoints that the caller cannot connect to are left out.
 */
export function probeAll(
  model: Model,
  topology: Topology,
  callers: readonly Caller[],
  tracer: Tracer,
  tell: Tell,
  most = mostListed,
): void {
  const links = linksOf(model, topology);
  const calls = Object.keys(topology.apis).map((api) => ({
    api,
    written: callsOf(model, topology, api),
    published: publishedCalls(model, api),
  }));
  const all = callers.length * calls.reduce((sum, { written }) => sum + written.length, 0);
  for (const caller of callers) {
    const outOfReach = all > most ? unreachable(model, tracer, caller) : new Set<string>();
    for (const { api, written, published } of calls) {
      const pair = pairOf(caller, api, topology, links);
      for (const call of written) {
        const isNamed = call.named && namesEndpoint.has(call.form);
        if (isNamed && !isRecommended(pair, call) && outOfReach.has(call.through ?? "")) continue;
        if (pair.mustFail) probeAround(tracer, pair, call, published, tell);
        else probe(tracer, pair, call, curl, tell);
        const [origin] = topology.apis[api]?.cors ?? [];
        // A page can do no more than curl: what it adds to know is whether browsers may use the link.
        if (origin === undefined || !isRecommended(pair, call)) continue;
        probe(tracer, pair, call, { client: "browser", origin: origin === "*" ? anyPage : origin }, tell);
      }
    }
  }
}

const namesEndpoint: ReadonlySet<Form> = new Set(byEndpoint);

/** The steps that see what is asked for; those before see only where a call comes from and goes to. */
const seesMethod: ReadonlySet<Step> = new Set(["gateway", "endpoint-policy", "resource-policy", "method"]);

/** Probes a call that must fail, and, where it comes as far as the gateway, the same of every other method and stage. */
function probeAround(
  tracer: Tracer,
  pair: Pair,
  call: WrittenCall,
  published: readonly PublishedCall[],
  tell: Tell,
): void {
  const decided: Step[] = [];
  probe(tracer, pair, call, curl, (probed, trace, recommended) => {
    decided.push(trace.decidedBy);
    tell(probed, trace, recommended);
  });
  // What is known of one of an endpoint's own forms is known of the other.
  if (call.form === "endpoint-header" || !namesEndpoint.has(call.form)) return;
  if (!decided.some((step) => seesMethod.has(step))) return;
  for (const other of published) {
    if (other.method === call.method && other.path === call.parsed.path) continue;
    probe(tracer, pair, callElsewhere(call, other), curl, (found, trace) => {
      // Whoever comes as far as a backend of which nobody knows what it answers may have got in.
      const mayBeIn = found.outcome === "unknown" && found.decidedBy === "backend";
      if (!found.ok || mayBeIn) tell(found, trace, false);
    });
  }
}

/** The networks to whose endpoints a caller cannot even connect, whatever the API and the form: asked once for each. */
function unreachable(model: Model, tracer: Tracer, { parts }: Caller): ReadonlySet<string> {
  return new Set(
    [...model.names.endpoints].flatMap(([network, id]) => {
      const [own] = model.endpoints.get(id)?.names ?? [];
      if (own === undefined || parts.length === 0) return [];
      const url = { scheme: "https", host: own.name, port: 443, path: "/" } as const;
      const asked = {
        method: "GET",
        url,
        headers: {},
        client: "curl",
        insecure: true,
        demand: "any",
      } as const;
      const traces = parts.map(({ source }) => tracer.trace({ source, ...asked }));
      return traces.every(({ outcome }) => outcome === "timeout") ? [network] : [];
    }),
  );
}

/** Stands for every page where every origin is allowed. */
const anyPage = "https://page.example";

/** A caller and an API, and what is meant between them. */
interface Pair {
  readonly caller: Caller;
  readonly to: string;
  readonly linked: boolean;
  /** Whether the API is private, and the caller none of its own. */
  readonly mustFail: boolean;
  /** The call that has to be answered, where there is one. */
  readonly recommended: Pick<WrittenCall, "form" | "through"> | undefined;
}

function pairOf(caller: Caller, to: string, { apis }: Topology, links: Links): Pair {
  const linked = links.isLinked(caller, to);
  const link = links.relied(caller, to);
  return {
    caller,
    to,
    linked,
    mustFail: !linked && apis[to]?.access === "private",
    recommended: link && links.recommended(caller.vantage, link),
  };
}

function isRecommended({ recommended }: Pair, { form, through, named }: WrittenCall): boolean {
  return named && form === recommended?.form && through === recommended.through;
}

type Client = Pick<TraceRequest, "client" | "origin">;

const curl: Client = { client: "curl" };

/** One probe for all parts of the caller that fare alike. */
function probe(tracer: Tracer, pair: Pair, call: WrittenCall, client: Client, tell: Tell): void {
  const { caller, linked } = pair;
  const recommended = isRecommended(pair, call);
  const demand = linked ? "every" : "any";
  const [part] = caller.parts;
  if (part !== undefined && caller.parts.length === 1) {
    const trace = tracer.trace(requestOf(part.source, call, demand, client));
    tell(probeOf(pair, call, client, trace, caller.range, recommended), trace, recommended);
    return;
  }
  const traces = caller.parts.map(({ source }) => tracer.trace(requestOf(source, call, demand, client)));
  const [first = nowhere(caller)] = traces;
  if (traces.every((trace) => fareAlike(trace, first))) {
    tell(probeOf(pair, call, client, first, caller.range, recommended), first, recommended);
    return;
  }
  const groups = groupBy([...traces.entries()], ([, { outcome, decidedBy, answer }]) =>
    [outcome, decidedBy, answer?.status].join(" "),
  );
  for (const group of groups.values()) {
    const trace = group[0]?.[1] ?? first;
    const source = rangesOf(group.flatMap(([index]) => caller.parts[index] ?? []));
    tell(probeOf(pair, call, client, trace, source, recommended), trace, recommended);
  }
}

// Written out: spreading an object for each of hundreds of thousands of calls takes longer than tracing them.
function requestOf(
  source: Source,
  { method, parsed, sent, insecure }: WrittenCall,
  demand: TraceRequest["demand"],
  { client, origin }: Client = curl,
): TraceRequest {
  return { source, method, url: parsed, headers: sent, insecure, demand, client, origin };
}

function fareAlike(one: Trace, other: Trace): boolean {
  return (
    one.outcome === other.outcome &&
    one.decidedBy === other.decidedBy &&
    one.answer?.status === other.answer?.status
  );
}

function probeOf(
  pair: Pair,
  call: WrittenCall,
  { client }: Client,
  { outcome, decidedBy, explanation, answer }: Trace,
  source: string,
  recommended: boolean,
): Probe {
  const { from, vantage } = pair.caller;
  // What a link relies on are its workloads; machines in public subnets may do without.
  const mustAnswer = vantage !== "public" && recommended;
  return {
    from,
    vantage,
    source,
    to: pair.to,
    through: call.through,
    form: call.form,
    client,
    method: call.method,
    url: call.url,
    headers: call.headers,
    linked: pair.linked,
    outcome,
    status: answer?.status ?? null,
    decidedBy,
    explanation,
    ok: mustAnswer ? outcome === "ok" : !pair.mustFail || outcome !== "ok",
  };
}
