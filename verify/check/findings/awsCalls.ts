import type { DnsAnswer, Source, Trace, Tracer } from "../../trace/types";

/** A call of a service of AWS. */
export interface AwsCall {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** What the name is taken to resolve to, where it is not asked. */
  readonly resolved?: DnsAnswer;
}

/** Calls as a program does that is told the service's name and nothing else. */
export function callAws(tracer: Tracer, source: Source, { resolved, ...url }: AwsCall): Trace {
  return tracer.trace({
    source,
    method: "GET",
    url: { scheme: "https", ...url },
    headers: {},
    client: "curl",
    insecure: false,
    demand: "every",
    ...(resolved && { resolved }),
  });
}

/**
 * What is wrong with a call that one of these endpoints has to carry; undefined where nothing is. A call that it carries to the
 * service may end there in what only the service knows.
 */
export function notCarried(trace: Trace, endpointIds: ReadonlySet<string>): Trace | undefined {
  const isThere = trace.carriedBy !== undefined && endpointIds.has(trace.carriedBy);
  return isThere && (trace.outcome === "ok" || trace.outcome === "unknown") ? undefined : trace;
}
