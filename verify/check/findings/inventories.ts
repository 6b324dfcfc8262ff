import type { Api } from "../../../stacks/topology/types";
import type { ReportedLink } from "../../contract";
import type { Trace } from "../../trace/types";
import { parseUrl } from "../../trace/url";
import { callerOf } from "./broken";
import { firstFailing, says, tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** A call that the backend inventory is there for; a link's own URL is its root. */
interface InventoryCall {
  readonly path: string;
  readonly isPreflight: boolean;
}

/** Of a server that may be there or not. */
const paths = ["/srv", "/srv/1"] as const;

/** What of an inventory is not answered where the link's own URL is: one finding for each link and call. */
export function brokenInventories(checked: Checked): readonly Found[] {
  return checked.links.flatMap((link): readonly Found[] => {
    const api = checked.topology.apis[link.to];
    if (api?.backend !== "inventory" || !link.ok) return [];
    return callsOf(api).flatMap((call) => unanswered(checked, link, api, call) ?? []);
  });
}

function callsOf({ cors }: Api): readonly InventoryCall[] {
  const reads = paths.map((path) => ({ path, isPreflight: false }));
  return cors.length === 0
    ? reads
    : [...reads, ...["", ...paths].map((path) => ({ path, isPreflight: true }))];
}

function unanswered(
  { callers, tracer }: Checked,
  { from, to, url, headers }: ReportedLink,
  { cors: [origin] }: Api,
  { path, isPreflight }: InventoryCall,
): Found | undefined {
  const caller = callers.find((each) => each.from === from && each.vantage === "workload");
  const failing =
    caller &&
    firstFailing(caller, (source) => {
      const trace = tracer.trace({
        source,
        method: isPreflight ? "OPTIONS" : "GET",
        url: parseUrl(`${url}${path}`),
        headers: isPreflight
          ? { ...(origin !== undefined && { origin }), "access-control-request-method": "GET" }
          : headers,
        client: "curl",
        insecure: false,
        demand: "every",
      });
      return isAnswered(trace) ? undefined : trace;
    });
  if (failing === undefined || caller === undefined) return undefined;
  const { source, trace } = failing;
  const call = `${isPreflight ? "OPTIONS" : "GET"} ${path === "" ? "/" : path}`;
  return {
    rule: "link-broken",
    where: `apis.${to}.backend`,
    message: `${callerOf({ ...caller, source })} gets no answer to ${call} of ${to}: ${says(trace)}`,
    hint: trace.mend ?? tellIt,
  };
}

/** No such server is an answer; and which servers there are, a state does not tell. */
function isAnswered({ outcome, decidedBy }: Trace): boolean {
  return outcome === "ok" || outcome === "not-found" || (outcome === "unknown" && decidedBy === "backend");
}
