import { compare } from "../components/compare";
import { groupBy } from "../components/groupBy";
import { mergeRanges } from "../components/ranges";
import { planSubnets } from "../components/subnetPlan";
import { zoneCount } from "../components/zoneCount";
import type { Link, Topology } from "./topology/types";

/** The canary of a network, which calls what the network is linked to. */
export interface CanaryPlan {
  readonly network: string;
  readonly schedule: string;
  readonly alarmTopicArns: readonly string[];
  /** IPv4 ranges in which the endpoints, and the fronts before them, have their addresses. */
  readonly ranges: readonly string[];
  /** The network's links, by API. */
  readonly calls: readonly Link[];
}

/** The canaries of a topology, by network. Pure: the same topology, in whatever order, gives the same plan. */
export function planCanaries({ networks, links }: Pick<Topology, "networks" | "links">): CanaryPlan[] {
  const byCaller = groupBy(links, ({ from }) => from);
  return Object.entries(networks)
    .flatMap(([network, { canary }]): CanaryPlan[] => {
      if (canary === undefined) return [];
      const calls = [...(byCaller.get(network) ?? [])].sort((one, other) => compare(one.to, other.to));
      const { schedule, alarmTopicArns } = canary;
      const ranges = mergeRanges(calls.flatMap(({ through }) => endpointRanges(through, networks)));
      return [{ network, schedule, alarmTopicArns: [...alarmTopicArns].sort(compare), ranges, calls }];
    })
    .sort((one, other) => compare(one.network, other.network));
}

/** The ranges of the isolated subnets; of an adopted VPC's subnets only the VPC's is known. */
function endpointRanges(name: string, networks: Topology["networks"]): readonly string[] {
  const { cidr, zones, publicSubnets, existing } = networks[name] ?? {};
  if (cidr === undefined || zones === undefined) return [];
  const planned = planSubnets(cidr, zoneCount(zones), publicSubnets === true);
  return existing === undefined && planned !== undefined ? planned.isolated : [cidr];
}
