import type { Endpoint } from "../model/facts";
import type { Hop, Reached } from "./types";
import { ended } from "./verdicts";

/** API Gateway listens here and nowhere else. */
export const httpsPort = 443;

/** Through the interface of an API Gateway endpoint, once the firewalls let a call in. */
export function atEndpoint(endpoint: Endpoint, from: number, port: number, hops: readonly Hop[]): Reached {
  if (endpoint.unavailable !== undefined) {
    return ended("route", "timeout", `${endpoint.label} is ${endpoint.unavailable}`, {
      hops,
      mend: "wait until the endpoint is available, or make it again",
    });
  }
  if (port !== httpsPort) {
    return ended("firewall", "timeout", `${endpoint.label} listens on ${httpsPort} alone`, { hops });
  }
  return { passed: true, hops, arrivals: [{ kind: "endpoint", endpoint, sourceAddress: from }] };
}
