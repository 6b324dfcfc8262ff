import {
  CloudWatchClient,
  ListTagsForResourceCommand,
  paginateDescribeAlarms,
  type MetricAlarm,
} from "@aws-sdk/client-cloudwatch";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import { allOf, forEach, isOwn, regional } from "../gateway/liveResource";
import type { Reader, ReadContext } from "../types";

/** The alarms of the topology's canaries: one list a canary, since their names begin with its name, and one call an alarm. */
export const alarms: Reader = {
  permissions: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"],
  types: [types.metricAlarm],
  phase: 3,
  read: async (context) => {
    const client = context.client(CloudWatchClient);
    const functions = new Set(context.found(types.lambdaFunction).map(({ id }) => id));
    return forEach(canariesIn(context), async (canary) => {
      const pages = paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix: `${canary}.`, AlarmTypes: ["MetricAlarm"] },
      );
      const named = await allOf(pages, ({ MetricAlarms }) => MetricAlarms);
      return forEach(named, async (alarm) => {
        const told = await client.send(new ListTagsForResourceCommand({ ResourceARN: alarm.AlarmArn }));
        const tags = Object.fromEntries((told.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
        // A network of the same name may be another stack's.
        const watches = (alarm.Dimensions ?? []).some(({ Value = "" }) => functions.has(Value));
        if (!watches && !isOwn(context, tags)) return [];
        const { AlarmName: id = "" } = alarm;
        return [regional(context, { type: types.metricAlarm, id, tags, outputs: outputsOf(alarm) })];
      });
    });
  },
};

/** By what the tags of the functions say. */
function canariesIn(context: ReadContext): ReadonlySet<string> {
  return new Set(
    context.found(types.lambdaFunction).flatMap(({ tags }) => {
      const [component, name] = (tags["apilink:component"] ?? "").split("/");
      return component === "LinkCanary" && name !== undefined ? [name] : [];
    }),
  );
}

function outputsOf(alarm: MetricAlarm): Mapping {
  return {
    name: alarm.AlarmName,
    arn: alarm.AlarmArn,
    alarmDescription: alarm.AlarmDescription ?? null,
    namespace: alarm.Namespace ?? null,
    metricName: alarm.MetricName ?? null,
    dimensions: Object.fromEntries(
      (alarm.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]),
    ),
    statistic: alarm.Statistic ?? null,
    comparisonOperator: alarm.ComparisonOperator ?? null,
    threshold: alarm.Threshold ?? null,
    period: alarm.Period ?? null,
    evaluationPeriods: alarm.EvaluationPeriods ?? null,
    datapointsToAlarm: alarm.DatapointsToAlarm ?? null,
    treatMissingData: alarm.TreatMissingData ?? "missing",
    actionsEnabled: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
  };
}
