import { awsService } from "../../../components/awsServices";
import { groupBy } from "../../../components/groupBy";
import type { InterfaceEntry, Network } from "../../../stacks/topology/types";
import type { Endpoint } from "../../model/facts";
import { parseServiceName } from "../../model/serviceNames";
import { callAws, notCarried, type AwsCall } from "./awsCalls";
import { callerOf } from "./broken";
import { firstFailing, says, tellIt } from "./tracing";
import type { Checked, Found } from ".";

/** What is wrong with an interface endpoint. */
type Problem = Pick<Found, "message" | "hint">;

/** Interface endpoints of the topology that do not carry what their network's workloads call: one finding for each. */
export function brokenInterfaces(checked: Checked): readonly Found[] {
  const { topology, model } = checked;
  const byPlace = groupBy([...model.otherEndpoints.values()], ({ vpcId, serviceName }) => {
    const service = parseServiceName(serviceName);
    return placeOf(vpcId, service?.label ?? "", service?.region ?? "");
  });
  return Object.entries(topology.networks).flatMap(([name, network]) =>
    network.interfaces.flatMap((entry, index): readonly Found[] => {
      const vpcId = model.names.networks.get(name) ?? "";
      const own = byPlace.get(placeOf(vpcId, entry.service, network.region)) ?? [];
      const problem = problemOf(name, network, entry, own, checked);
      return problem === undefined
        ? []
        : [{ rule: "link-broken", where: `networks.${name}.interfaces[${index}]`, ...problem }];
    }),
  );
}

function placeOf(vpcId: string, service: string, region: string): string {
  return [vpcId, service, region].join(" ");
}

function problemOf(
  name: string,
  { region }: Network,
  { service, privateDns }: InterfaceEntry,
  own: readonly Endpoint[],
  { callers, tracer }: Checked,
): Problem | undefined {
  const [first] = own;
  const caller = callers.find(({ from, vantage }) => from === name && vantage === "workload");
  if (first === undefined || caller === undefined) {
    return {
      message: `no interface endpoint of ${service} in ${name} is among the resources`,
      hint: `make it by an update, or take ${service} out of the interfaces of ${name}`,
    };
  }
  if (privateDns && own.every((endpoint) => endpoint.privateDns === false)) {
    return {
      message: `private DNS of ${first.label} is off, so the names of ${service} do not lead to it`,
      hint: "turn on privateDnsEnabled of the endpoint",
    };
  }
  const host = privateDns ? serviceNameOf(service, region) : ownNameOf(first);
  if (host === undefined) {
    return {
      message: `the name of ${first.label} is not known`,
      hint: "export the state after an update that went through",
    };
  }
  const ids = new Set(own.map(({ id }) => id));
  const calls = (awsService(service)?.ports ?? []).map((port): AwsCall => ({ host, port, path: "/" }));
  const failing = firstFailing(caller, (source) => {
    for (const call of calls) {
      const fault = notCarried(callAws(tracer, source, call), ids);
      if (fault !== undefined) return fault;
    }
    return undefined;
  });
  if (failing === undefined) return undefined;
  const { source, trace } = failing;
  return {
    message: `${callerOf({ ...caller, source })} does not call ${service} through ${first.label}: ${says(trace)}`,
    hint: trace.mend ?? tellIt,
  };
}

/** The name that stands for the service itself, and not for something below it. */
function serviceNameOf(service: string, region: string): string | undefined {
  return awsService(service)
    ?.privateNames(region)
    .find((name) => !name.startsWith("*."));
}

/** That of all zones; where a wildcard stands before it, as of S3, any name below. */
function ownNameOf({ names }: Endpoint): string | undefined {
  return names.find(({ zone }) => zone === undefined)?.name.replace(/^\*\./, "bucket.");
}
