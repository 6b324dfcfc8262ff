import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import type { EventRule } from "./facts";
import { accountsIn, mayBeSame } from "./places";
import { flag, isStray, labelOf, text, type States } from "./reading";
import { types } from "./types";

/** The rules of EventBridge, with when and what they start. */
export function eventRulesIn(states: States): readonly EventRule[] {
  const accountOf = accountsIn(states);
  const targets = groupBy(states.of(types.eventTarget), (target) => text(target, "rule") ?? "");
  return states.of(types.eventRule).map((state): EventRule => {
    const arn = text(state, "arn") ?? "";
    const name = text(state, "name") ?? state.id ?? "";
    const region = text(state, "region") ?? arn.split(":")[3] ?? "";
    const isOwn = (target: ResourceState): boolean =>
      mayBeSame(accountOf(target), accountOf(state)) && mayBeSame(text(target, "region") ?? "", region);
    return {
      id: state.id ?? "",
      label: labelOf(state),
      name,
      arn,
      enabled: isEnabled(state),
      isScheduled: isStray(state, "scheduleExpression")
        ? undefined
        : text(state, "scheduleExpression") !== undefined,
      targets: (targets.get(name) ?? [])
        .filter(isOwn)
        .map((target) => ({ label: labelOf(target), arn: text(target, "arn") })),
    };
  });
}

/** Source: PutRule, `State`; `isEnabled` is the older way to say it. */
function isEnabled(state: ResourceState): boolean | undefined {
  if (isStray(state, "state")) return undefined;
  const word = text(state, "state");
  return word === undefined ? flag(state, "isEnabled", true) : word !== "DISABLED";
}
