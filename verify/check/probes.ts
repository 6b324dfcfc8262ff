import type { Topology } from "../../stacks/topology/types";
import { groupBy } from "../../components/groupBy";
import type { Probe, Vantage } from "../contract";
import type { Model } from "../model/facts";
import type { Trace, Tracer, TraceRequest } from "../trace/types";
import { callsOf, type WrittenCall } from "./calls";
import { callersOf, rangesOf, type Caller } from "./callers";
import { linksOf } from "./links";

/** A probe with the whole of its trace. */
export interface TracedProbe {
  readonly probe: Probe;
  readonly trace: Trace;
}

/** Calls every API as every caller, in every form, through every endpoint. */
export function* probesOf(model: Model, topology: Topology, tracer: Tracer): Generator<TracedProbe> {
  const links = linksOf(model, topology);
  const calls = Object.keys(topology.apis).map((api) => ({ api, written: callsOf(model, topology, api) }));
  for (const caller of callersOf(model, topology)) {
    for (const { api, written } of calls) {
      const { access = "private", cors = [] } = topology.apis[api] ?? {};
      const linked = links.isLinked(caller, api);
      const link = links.relied(caller, api);
      const recommended = link && links.recommended(caller, link);
      for (const call of written) {
        const isRecommended = call.form === recommended?.form && call.through === recommended.through;
        const mustAnswer = isRecommended && caller.vantage !== "public";
        const asProbe = (client: Probe["client"], alike: Alike): TracedProbe => ({
          trace: alike.trace,
          probe: probeOf(caller, api, call, client, linked, alike, {
            mustAnswer,
            mustFail: !linked && access === "private",
          }),
        });
        const base = { call, demand: linked ? "every" : "any" } as const;
        for (const alike of traceAll(tracer, caller, { ...base, client: "curl" }))
          yield asProbe("curl", alike);
        const [origin] = cors;
        // A page can do no more than curl: what it adds to know is whether browsers may use the link.
        if (!isRecommended || origin === undefined) continue;
        const page = origin === "*" ? "https://page.example" : origin;
        for (const alike of traceAll(tracer, caller, { ...base, client: "browser", origin: page })) {
          yield asProbe("browser", alike);
        }
      }
    }
  }
}

interface Asked extends Pick<TraceRequest, "client" | "demand"> {
  readonly call: WrittenCall;
  readonly origin?: string;
}

/** Parts of a caller that fare alike. */
interface Alike {
  readonly trace: Trace;
  readonly source: string;
}

function traceAll(
  tracer: Tracer,
  { from, vantage, range, parts }: Caller,
  { call, client, demand, origin }: Asked,
): readonly Alike[] {
  const [url, headers, insecure] = [call.parsed, call.sent, call.insecure];
  const traced = parts.map(({ source }) =>
    tracer.trace({
      source,
      method: "GET",
      url,
      headers,
      client,
      insecure,
      demand,
      ...(origin !== undefined && { origin }),
    }),
  );
  const [first] = traced;
  if (first === undefined) return [{ trace: nowhere(from, vantage), source: range }];
  if (traced.every((trace) => fareAlike(trace, first))) return [{ trace: first, source: range }];
  const groups = groupBy([...traced.entries()], ([, { outcome, decidedBy, answer }]) =>
    [outcome, decidedBy, answer?.status].join(" "),
  );
  return [...groups.values()].map((group) => ({
    trace: group[0]?.[1] ?? first,
    source: rangesOf(group.flatMap(([index]) => parts[index] ?? [])),
  }));
}

function fareAlike(one: Trace, other: Trace): boolean {
  return (
    one.outcome === other.outcome &&
    one.decidedBy === other.decidedBy &&
    one.answer?.status === other.answer?.status
  );
}

/** The trace of a caller of whom nothing is known. */
function nowhere(from: string, vantage: Vantage): Trace {
  const says = `no ${vantage === "corporate" ? "VPC" : "private subnet"} of the network ${from} is among the resources`;
  return { outcome: "unknown", decidedBy: "route", explanation: says, hops: [{ step: "route", says }] };
}

function probeOf(
  { from, vantage }: Caller,
  to: string,
  { form, through, url, headers }: WrittenCall,
  client: Probe["client"],
  linked: boolean,
  { trace, source }: Alike,
  { mustAnswer, mustFail }: { readonly mustAnswer: boolean; readonly mustFail: boolean },
): Probe {
  const { outcome, decidedBy, explanation, answer } = trace;
  return {
    from,
    vantage,
    source,
    to,
    through,
    form,
    client,
    method: "GET",
    url,
    headers,
    linked,
    outcome,
    status: answer?.status ?? null,
    decidedBy,
    explanation,
    ok: mustAnswer ? outcome === "ok" : mustFail ? outcome !== "ok" : true,
  };
}
