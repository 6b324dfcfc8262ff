import { compare } from "../../../components/compare";
import { planOf } from "../../../stacks/plan";
import type { FrontPlan } from "../../../stacks/frontPlan";
import { addressOf } from "../../model/addresses";
import type { LoadBalancer } from "../../model/facts";
import type { Checked } from ".";

/** A front that the topology asks for, and what stands in its place. */
export interface PlannedFront extends FrontPlan {
  /** The addresses of the endpoint behind it. */
  readonly endpointAddresses: readonly string[];
  /** Undefined where none is there. */
  readonly balancer: LoadBalancer | undefined;
}

/** The topology's fronts are known by their addresses, which are planned. */
export function plannedFronts({
  topology,
  model,
}: Pick<Checked, "topology" | "model">): readonly PlannedFront[] {
  if (Object.values(topology.apis).every(({ front }) => front === undefined)) return [];
  const { fronts, endpoints } = planOf(topology);
  const pinned = new Map(endpoints.map(({ network, addresses = [] }) => [network, addresses]));
  const there = new Map(
    model.loadBalancers.map((balancer) => [
      placeOf(
        balancer.vpcId,
        (balancer.interfaces ?? []).map(({ address }) => addressOf(address)),
      ),
      balancer,
    ]),
  );
  return fronts.map((front) => ({
    ...front,
    endpointAddresses: pinned.get(front.network) ?? [],
    balancer: there.get(placeOf(model.names.networks.get(front.network) ?? "", front.addresses)),
  }));
}

function placeOf(vpcId: string, addresses: readonly string[]): string {
  return [vpcId, ...[...addresses].sort(compare)].join(" ");
}
