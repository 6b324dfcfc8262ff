import { awsServices } from "./awsServices";
import { crossAccount } from "./crossAccount";
import { crossRegion } from "./crossRegion";
import { domainsOf } from "./domains";
import { frontsOf } from "./fronts";
import { attachCorporate, endpointsOf, vpcsOf } from "./networks";
import { outputsOf, type StackOutputs } from "./outputs";
import { placingOf } from "./placing";
import { planOf } from "./plan";
import { providersOf } from "./providers";
import { services } from "./services";
import type { Stack, StackSettings } from "./stack";
import type { Topology } from "./topology/types";

/** Turns a topology into resources. */
export function wire(topology: Topology, settings: StackSettings): StackOutputs {
  const stack: Stack = { topology, plan: planOf(topology), providers: providersOf(topology), settings };
  const vpcs = vpcsOf(stack);
  const endpoints = endpointsOf(stack, vpcs);
  crossRegion(stack, vpcs);
  const domains = domainsOf(stack, vpcs, endpoints);
  const apis = crossAccount(stack, endpoints, domains);
  const fronts = frontsOf(stack, vpcs, apis);
  const placing = placingOf(stack, endpoints, fronts);
  attachCorporate(stack, vpcs, placing);
  awsServices(stack, vpcs, placing);
  return outputsOf(topology, { endpoints, apis, fronts, services: services(stack, vpcs, placing) });
}
