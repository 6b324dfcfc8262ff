import type { Model } from "../model/facts";
import { apiNameIn } from "./apiName";
import { backendVerdict } from "./backend";
import { endpointPolicyVerdict } from "./endpointPolicy";
import { gatewayVerdict } from "./gateway";
import { methodVerdict } from "./method";
import { resourcePolicyVerdict } from "./resourcePolicy";
import { tlsVerdict } from "./tls";
import type { Arrival, Ended, Hop, Trace, TraceRequest } from "./types";
import { failed } from "./verdicts";

/** What API Gateway makes of a call, step by step. */
export function apiGatewayTrace(model: Model, request: TraceRequest, arrival: Arrival): Trace {
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
  const backend = backendVerdict(model, request, called, method.method);
  if (!backend.passed) return end(backend);
  const way = arrival.kind === "endpoint" ? `through ${arrival.endpoint.label}` : "over public addresses";
  return {
    outcome: "ok",
    decidedBy: "backend",
    explanation: `${called.api.label} answers ${way}`,
    hops: [...hops, ...backend.hops],
    answer: backend.answer,
  };
}
