import { addressOf } from "../../model/addresses";
import type { LoadBalancer } from "../../model/facts";
import { callsOf } from "../calls";
import { linksOf, type Links } from "../links";
import { callerOf } from "./broken";
import { plannedFronts, type PlannedFront } from "./frontPlaces";
import { firstFailing, says, tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** What is wrong with a front. */
type Problem = Pick<Found, "message" | "hint">;

/** Fronts of the topology by which a caller who is linked through their network is not answered: one finding for each. */
export function brokenFronts(checked: Checked): readonly Found[] {
  const fronts = plannedFronts(checked);
  if (fronts.length === 0) return [];
  const links = linksOf(checked.model, checked.topology);
  return fronts.flatMap((front): readonly Found[] => {
    const problem = problemOf(front, checked, links);
    return problem === undefined
      ? []
      : [{ rule: "link-broken", where: `apis.${front.api}.front`, ...problem }];
  });
}

function problemOf(front: PlannedFront, checked: Checked, links: Links): Problem | undefined {
  const { api, network, addresses, balancer } = front;
  if (balancer === undefined) {
    return {
      message: `no load balancer of ${network} with the planned addresses ${addresses.join(", ")} is among the resources`,
      hint: "make it by an update, or take the front out of the topology",
    };
  }
  return unanswered(api, network, balancer, checked, links) ?? unregistered(front, balancer);
}

function unanswered(
  api: string,
  network: string,
  balancer: LoadBalancer,
  { model, topology, callers, tracer }: Checked,
  { relied }: Links,
): Problem | undefined {
  const call = callsOf(model, topology, api).find(
    ({ form, parsed }) => form === "nlb-header-insecure" && parsed.host === balancer.dnsName,
  );
  if (call === undefined) return undefined;
  const { method, parsed: url, sent: headers, insecure } = call;
  const clients = callers.filter(
    (caller) => caller.vantage !== "public" && relied(caller, api)?.through === network,
  );
  for (const caller of clients) {
    const failing = firstFailing(caller, (source) => {
      const trace = tracer.trace({
        source,
        method,
        url,
        headers,
        insecure,
        client: "curl",
        demand: "every",
      });
      return trace.outcome === "ok" ? undefined : trace;
    });
    if (failing === undefined) continue;
    const { source, trace } = failing;
    return {
      message: `${callerOf({ ...caller, source })} cannot call ${api} through ${balancer.label}: ${says(trace)}`,
      hint: trace.mend ?? tellIt,
    };
  }
  return undefined;
}

/** One of the endpoint's addresses is enough to answer; without the other the front stands and falls with its zone. */
function unregistered({ endpointAddresses }: PlannedFront, balancer: LoadBalancer): Problem | undefined {
  const targets = new Set(
    balancer.listeners
      .filter(({ port }) => port === 443)
      .flatMap((listener) => listener.targets)
      .flatMap(({ address }) => (address === undefined ? [] : addressOf(address))),
  );
  const missed = endpointAddresses.filter((address) => !targets.has(address));
  if (missed.length === 0) return undefined;
  return {
    message: `${balancer.label} does not pass calls on to ${missed.join(", ")} of the endpoint`,
    hint: "register every address of the endpoint in the target group",
  };
}
