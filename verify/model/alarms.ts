import type { ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import type { MetricAlarm } from "./facts";
import { accountsIn } from "./places";
import {
  flag,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  numberFrom,
  property,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

/** The alarms of CloudWatch on one metric. */
export function alarmsIn(states: States): readonly MetricAlarm[] {
  const accountOf = accountsIn(states);
  return states.of(types.metricAlarm).map((state): MetricAlarm => {
    const actions = property(state, "alarmActions");
    return {
      id: state.id ?? "",
      label: labelOf(state),
      account: accountOf(state),
      region: text(state, "region") ?? text(state, "arn")?.split(":")[3] ?? "",
      namespace: wordIn(state, "namespace"),
      metricName: wordIn(state, "metricName"),
      dimensions: dimensionsOf(state),
      statistic: wordIn(state, "statistic"),
      comparison: wordIn(state, "comparisonOperator"),
      threshold: numberIn(state, "threshold"),
      // All of them where no number is given. Source: `DatapointsToAlarm`, PutMetricAlarm, CloudWatch API Reference.
      datapoints: numberIn(
        state,
        numberIn(state, "datapointsToAlarm") === 0 ? "evaluationPeriods" : "datapointsToAlarm",
      ),
      missingData: wordIn(state, "treatMissingData"),
      actionsEnabled: flag(state, "actionsEnabled", true),
      actions: texts(actions),
      actionsKnown: isKnownList(actions),
    };
  });
}

function wordIn(state: ResourceState, key: string): string | undefined {
  return isStray(state, key) ? undefined : (text(state, key) ?? "");
}

/** 0 where there is none, as the provider has it. */
function numberIn(state: ResourceState, key: string): number | undefined {
  return isStray(state, key) ? undefined : (numberFrom(property(state, key)) ?? 0);
}

function dimensionsOf(state: ResourceState): MetricAlarm["dimensions"] {
  const written = property(state, "dimensions") ?? {};
  if (isUnknown(written)) return undefined;
  return new Map(
    Object.entries(isMapping(written) ? written : {}).map(([name, value]) => [name, textOf(value)]),
  );
}
