import { rangesOverlap } from "../../../components/ranges";
import { isLeftPending } from "../../servicePlan";
import type { Draft } from "../draft";
import type { TopologyProblem } from "../problem";
import { neighboursIn } from "./neighbours";

/**
 * A service's balancer tells callers apart by their ranges. A network that is peered with the service's own reaches the balancer
 * without any endpoint, so it must not have a range that a subscription opens the balancer to, unless it is let in itself.
 */
export function strangerRules(draft: Draft): readonly TopologyProblem[] {
  const { networks, services, subscriptions } = draft;
  const neighbours = neighboursIn(draft);
  const admitted = subscriptions.filter(({ entry }) => !isLeftPending(entry, services[entry.to]));
  const isAdmitted = new Set(admitted.map(({ entry: { from, to } }) => `${from} ${to}`));
  return admitted.flatMap(({ path, entry: { from, to } }) => {
    const home = services[to]?.network ?? "";
    const near = neighbours.get(home) ?? new Set<string>();
    const range = networks[from]?.cidr;
    // Of two that are peered with the same network the rule of overlaps tells.
    if (range === undefined || from === home || near.has(from)) return [];
    return [...near].flatMap((stranger): readonly TopologyProblem[] => {
      const other = networks[stranger]?.cidr;
      if (other === undefined || isAdmitted.has(`${stranger} ${to}`) || !rangesOverlap(range, other))
        return [];
      return [
        {
          path,
          message:
            `opens "${to}" to ${range} of "${from}", which overlaps ${other} of "${stranger}": that network is peered with ` +
            `"${home}", where "${to}" is, and would get in without a subscription`,
          hint: `give "${from}" or "${stranger}" another range, or subscribe "${stranger}" as well`,
        },
      ];
    });
  });
}
