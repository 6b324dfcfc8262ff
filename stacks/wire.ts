import { crossAccount } from "./crossAccount";
import { crossRegion } from "./crossRegion";
import { corporateLinksOf, endpointsOf, networksOf, type StackSettings } from "./networks";
import { outputsOf, type StackOutputs } from "./outputs";
import { planOf } from "./plan";
import { providersOf } from "./providers";
import type { Topology } from "./topology/types";

/** Turns a topology into resources: plan, networks, endpoints, peerings, APIs with policies and stages. */
export function wire(topology: Topology, settings: StackSettings): StackOutputs {
  const plan = planOf(topology);
  const providers = providersOf(topology);
  const vpcs = networksOf(topology, providers, settings);
  const endpoints = endpointsOf(plan, topology, vpcs, providers, settings);
  corporateLinksOf(plan, topology, vpcs, providers, settings);
  crossRegion(plan, topology, vpcs, providers, settings);
  const apis = crossAccount(plan, topology, endpoints, providers, settings);
  return outputsOf(topology, endpoints, apis);
}
