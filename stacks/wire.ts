import { awsServices } from "./awsServices";
import { canariesOf } from "./canaries";
import { crossAccount } from "./crossAccount";
import { crossRegion } from "./crossRegion";
import { domainsOf } from "./domains";
import { encryptionKeysOf } from "./encryptionKeys";
import { frontsOf } from "./fronts";
import { collectInventories, inventoriesOf } from "./inventories";
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
  const plan = planOf(topology, settings);
  const stack: Stack = { topology, plan, providers: providersOf(topology, plan), settings };
  const keyIn = encryptionKeysOf(stack);
  const vpcs = vpcsOf(stack, keyIn);
  const endpoints = endpointsOf(stack, vpcs);
  crossRegion(stack, vpcs);
  const domains = domainsOf(stack, vpcs, endpoints);
  const inventories = inventoriesOf(stack, keyIn);
  const apis = crossAccount(stack, endpoints, domains, inventories, keyIn);
  collectInventories(stack, inventories, keyIn);
  const fronts = frontsOf(stack, vpcs, apis);
  const placing = placingOf(stack, endpoints, fronts);
  attachCorporate(stack, vpcs, placing);
  awsServices(stack, vpcs, placing);
  const called = { endpoints, apis, fronts };
  canariesOf(stack, vpcs, called, keyIn, placing);
  return outputsOf(topology, { ...called, inventories, services: services(stack, vpcs, placing) });
}
