import { parseCidr } from "cidr-tools";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { neighboursIn } from "./neighbours";

/**
 * Networks that are peered must not overlap, and neither may two that are peered with a common third: its route table
 * has one entry a destination.
 */
export function overlapRules(draft: Draft): readonly TopologyProblem[] {
  const { networks } = draft;
  const found = new Map<string, TopologyProblem>();
  for (const [centre, others] of neighboursIn(draft)) {
    for (const [one, other] of overlapsIn([centre, ...others], networks)) {
      const [earlier = one, later = other] = [one, other].sort();
      const direct = earlier === centre || later === centre;
      if (found.has(`${earlier} ${later}`) && !direct) continue;
      found.set(`${earlier} ${later}`, {
        path: `networks.${later}.cidr`,
        message:
          `${networks[later]?.cidr ?? ""} overlaps ${networks[earlier]?.cidr ?? ""} of "${earlier}", and ` +
          (direct ? "the two are peered" : `both are peered with "${centre}"`),
        hint: "give one of them a range that lies apart, or link without through",
      });
    }
  }
  return [...found.values()];
}

/** Each network that overlaps one before it, in the order of their ranges, with the widest of those. */
function overlapsIn(
  names: readonly string[],
  networks: Draft["networks"],
): readonly (readonly [string, string])[] {
  const ranges = names
    .map((name) => ({ name, ...parseCidr(networks[name]?.cidr ?? "") }))
    .sort((one, other) => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0));
  const pairs: (readonly [string, string])[] = [];
  let widest = ranges[0];
  for (const range of ranges.slice(1)) {
    if (widest !== undefined && range.start <= widest.end) pairs.push([widest.name, range.name]);
    if (widest === undefined || range.end > widest.end) widest = range;
  }
  return pairs;
}
