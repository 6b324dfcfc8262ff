import { types } from "./types";
import { rangeOf } from "./addresses";
import type { Vpc } from "./facts";
import { accountIn, flag, labelOf, text, type States } from "./reading";

/** The VPCs that the states hold, with the blocks that were added to them. */
export function vpcsIn(states: States): readonly Vpc[] {
  const added = states.of(types.vpcRange);
  return states.of(types.vpc).map((state): Vpc => {
    const { id = "" } = state;
    const own = added.filter((range) => text(range, "vpcId") === id);
    return {
      id,
      label: labelOf(state),
      account: text(state, "ownerId") ?? accountIn(text(state, "arn")),
      region: text(state, "region") ?? "",
      ranges: [state, ...own].flatMap((range) => rangeOf(text(range, "cidrBlock") ?? "") ?? []),
      dnsSupport: flag(state, "enableDnsSupport", true),
      dnsHostnames: flag(state, "enableDnsHostnames", false),
    };
  });
}
