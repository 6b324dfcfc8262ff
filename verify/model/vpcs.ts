import { types } from "./types";
import { rangeOf } from "./addresses";
import type { Vpc } from "./facts";
import { accountIn, flag, isStray, isUnknown, labelOf, property, text, type States } from "./reading";

/** The VPCs that the states hold, with the blocks that were added to them. */
export function vpcsIn(states: States): readonly Vpc[] {
  const added = states.of(types.vpcRange);
  return states.of(types.vpc).map((state): Vpc => {
    const { id = "" } = state;
    const own = added.filter((range) => text(range, "vpcId") === id || isStray(range, "vpcId"));
    const blocks = [state, ...own];
    const areKnown = !blocks.some(
      (block) => isUnknown(property(block, "cidrBlock")) || isStray(block, "vpcId"),
    );
    return {
      id,
      label: labelOf(state),
      account: text(state, "ownerId") ?? accountIn(text(state, "arn")),
      region: text(state, "region") ?? "",
      ranges: areKnown ? blocks.flatMap((range) => rangeOf(text(range, "cidrBlock") ?? "") ?? []) : undefined,
      dnsSupport: flag(state, "enableDnsSupport", true),
      dnsHostnames: flag(state, "enableDnsHostnames", false),
    };
  });
}
