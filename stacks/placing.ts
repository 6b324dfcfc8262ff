import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Front } from "./fronts";
import { entryOf, type Named } from "./named";
import type { Endpoint } from "./networks";
import { inAccount, type Stack } from "./stack";

/** The options of what AWS gives an address of a network's subnets. */
export type Placing = (network: string) => {
  readonly provider: aws.Provider;
  readonly dependsOn: pulumi.Resource[];
};

/**
 * What has fixed addresses in a network comes first: nothing names it, yet AWS picks the others' addresses among those that
 * are still free.
 */
export function placingOf(stack: Stack, endpoints: Named<Endpoint>, fronts: Named<Front>): Placing {
  return (network) => {
    const before = stack.plan.fronts.filter((front) => front.network === network);
    const fixed = before.map(({ api }) => entryOf(fronts, api).component);
    const behind = before.length === 0 ? [] : (entryOf(endpoints, network).component ?? []);
    const { account } = entryOf(stack.topology.networks, network);
    return { ...inAccount(stack, account), dependsOn: [...fixed, behind].flat() };
  };
}
