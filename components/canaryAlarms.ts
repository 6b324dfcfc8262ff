import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Tags } from "./tags";

export interface CanaryAlarmsArgs {
  readonly region: string;
  readonly functionName: pulumi.Input<string>;
  /** Seconds within which a run is due at any time: `alarmPeriod` of its schedule. */
  readonly period: number;
  readonly topicArns: readonly pulumi.Input<string>[];
  readonly tags: Tags;
}

export interface CanaryAlarms {
  readonly failing: aws.cloudwatch.MetricAlarm;
  readonly silent: aws.cloudwatch.MetricAlarm;
}

/** How many of a run's calls came out otherwise than expected: each run writes it, as 0 where none did. */
const failures = { namespace: "apilink", metricName: "LinkFailures" } as const;

/** Periods without a run that are silence: in each two of them a run falls, even if it is late. */
const silentPeriods = 2;

/** Makes the alarms of a canary: one where a link fails, one where the canary itself does not run. */
export function addCanaryAlarms(
  parent: pulumi.Resource,
  name: string,
  { region, functionName, period, topicArns, tags }: CanaryAlarmsArgs,
): CanaryAlarms {
  const common = {
    region,
    ...failures,
    // A network of the same name may be another stack's, in the same account and region: a function's name is unique there.
    dimensions: { Function: functionName },
    period,
    alarmActions: [...topicArns],
    okActions: [...topicArns],
    tags,
  };
  const failing = new aws.cloudwatch.MetricAlarm(
    `${name}.canary`,
    {
      ...common,
      alarmDescription: `A link of ${name} fails`,
      statistic: "Maximum",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      evaluationPeriods: 1,
      // Silence is the other alarm's: until the next run the last one holds.
      treatMissingData: "ignore",
    },
    { parent },
  );
  const silent = new aws.cloudwatch.MetricAlarm(
    `${name}.silent`,
    {
      ...common,
      alarmDescription: `The canary of ${name} does not run`,
      statistic: "SampleCount",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      evaluationPeriods: silentPeriods,
      treatMissingData: "breaching",
      // The first run comes a period after the rule. Source: "Alarm warm-up periods" of the CloudWatch user guide.
      warmUpConfiguration: { warmUpPeriodDurationInMinutes: (silentPeriods * period) / 60 },
    },
    // By another schedule it would miss runs that were never due; only a new alarm warms up.
    { parent, replaceOnChanges: ["period"] },
  );
  return { failing, silent };
}
