import { awsServiceName } from "../../../components/awsServices";
import { groupBy } from "../../../components/groupBy";
import { partitionOf } from "../../../components/partitions";
import type { GatewayEntry, Network } from "../../../stacks/topology/types";
import type { GatewayEndpoint, Model } from "../../model/facts";
import type { Source, Trace, Tracer } from "../../trace/types";
import { callAws, notCarried, type AwsCall } from "./awsCalls";
import { callerOf } from "./broken";
import { firstFailing, says } from "./tracing";
import type { Checked, Found } from ".";

/** Gateway endpoints of the topology that do not carry what their network calls: one finding for each. */
export function brokenGateways({ topology, model, callers, tracer }: Checked): readonly Found[] {
  const byPlace = groupBy(model.gatewayEndpoints, ({ vpcId }) => vpcId ?? "");
  const byNetwork = groupBy(
    callers.filter(({ vantage }) => vantage === "workload" || vantage === "public"),
    ({ from }) => from,
  );
  return Object.entries(topology.networks).flatMap(([name, network]) => {
    const vpcId = model.names.networks.get(name) ?? "";
    const there = [...(byPlace.get(vpcId) ?? []), ...(vpcId === "" ? [] : (byPlace.get("") ?? []))];
    return network.gateways.flatMap((entry, index): readonly Found[] => {
      const { service } = entry;
      const place = { rule: "link-broken" as const, where: `networks.${name}.gateways[${index}]` };
      const own = there.filter((endpoint) => mayBeOf(endpoint, service, network.region));
      const [first] = own;
      if (first === undefined) {
        return [
          {
            ...place,
            message: `no gateway endpoint of ${service} in ${name} is among the resources`,
            hint: `make it by an update, or take ${service} out of the gateways of ${name}`,
          },
        ];
      }
      const calls = callsOf(entry, network);
      for (const caller of byNetwork.get(name) ?? []) {
        const failing = firstFailing(caller, (source) => faultOf(source, calls, own, model, tracer));
        if (failing === undefined) continue;
        const { source, trace } = failing;
        const message = `${callerOf({ ...caller, source })} does not call ${service} through ${first.label}: ${says(trace)}`;
        const hint = trace.mend ?? `have ${first.label} in every route table of ${name}`;
        return [{ ...place, message, hint }];
      }
      return [];
    });
  });
}

function mayBeOf(endpoint: GatewayEndpoint, service: string, region: string): boolean {
  return (
    (endpoint.service === undefined || endpoint.service === service) &&
    (endpoint.region === undefined || endpoint.region === region)
  );
}

/** A bucket stands in the path, since no certificate covers one with dots in its name; and there are objects in it. */
function callsOf(entry: GatewayEntry, { region, interfaces }: Network): readonly AwsCall[] {
  const { service, buckets } = entry;
  const paths = buckets?.flatMap((name) => [`/${name}`, `/${name}/object`]) ?? ["/"];
  const host = `${service}.${region}.${partitionOf(region).dnsSuffix}`;
  // Private DNS of an interface endpoint takes the name, and the gateway endpoint serves those who have the addresses.
  const isTaken = interfaces.some((other) => other.service === service && other.privateDns);
  const resolved = {
    kind: "public",
    says: `public addresses of ${awsServiceName(service, region)}`,
    service: { label: service, region },
  } as const;
  return paths.map((path) => ({ host, port: 443, path, ...(isTaken && { resolved }) }));
}

function faultOf(
  source: Source,
  calls: readonly AwsCall[],
  own: readonly GatewayEndpoint[],
  model: Model,
  tracer: Tracer,
): Trace | undefined {
  const ids = new Set(own.map(({ id }) => id));
  for (const call of calls) {
    const fault = notCarried(callAws(tracer, source, call), ids);
    if (fault !== undefined && !isBeside(fault, source, own, model)) return fault;
  }
  return undefined;
}

/** Where the endpoint itself is in the caller's route table, what is not known of the table's other routes is none of its faults. */
function isBeside(
  { outcome, decidedBy }: Trace,
  source: Source,
  own: readonly GatewayEndpoint[],
  { subnets }: Model,
): boolean {
  const table = "subnetId" in source ? subnets.get(source.subnetId)?.routeTable : undefined;
  return (
    outcome === "unknown" &&
    decidedBy === "route" &&
    table !== undefined &&
    own.some(({ routeTableIds, unavailable }) => routeTableIds.has(table.id) && unavailable === undefined)
  );
}
