import type { Handler, ResourceRequest } from "../handler";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";
import { block, blocks, numberOf, tagged, text, texts, unset } from "./fields";
import { arn, arnParts, physicalName } from "./names";
import { types } from "./types";

const invalid = (message: string): Refusal => new Refusal("ValidationError", message);

/** What a property may say. Source: PutMetricAlarm, Amazon CloudWatch API Reference. */
const choices: Readonly<Record<string, readonly string[]>> = {
  comparisonOperator: [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "GreaterThanUpperThreshold",
    "LessThanLowerOrGreaterThanUpperThreshold",
    "LessThanLowerThreshold",
    "LessThanOrEqualToThreshold",
    "LessThanThreshold",
  ],
  statistic: ["Average", "Maximum", "Minimum", "SampleCount", "Sum"],
};

const missingData = ["breaching", "notBreaching", "ignore", "missing"];
const shortPeriods = [10, 20, 30];

/** Minutes. Source: WarmUpConfiguration, Amazon CloudWatch API Reference. */
const warmUp = [1, 2880] as const;

/** Seconds that an alarm looks back at most, by whether its period is at least an hour. */
const hour = 3600;
const span = { day: 86400, week: 604800 };

const alarm: Handler = {
  type: types.metricAlarm,
  id: ({ urn, inputs, digest }) => physicalName(urn, inputs, digest),
  replaceOn: ["name", "region"],
  absent: [],
  outputs: (request) => {
    const { id, inputs } = request;
    checkChoices(inputs);
    checkMetric(inputs);
    checkPeriods(inputs);
    checkWarmUp(block(inputs, "warmUpConfiguration") ?? {});
    checkActions(request);
    return tagged(
      request,
      {
        ...unset("alarmActions", "alarmDescription", "datapointsToAlarm", "dimensions", "evaluationCriteria"),
        ...unset("evaluationInterval", "extendedStatistic", "insufficientDataActions", "metricName"),
        ...unset("metricQueries", "namespace", "okActions", "period", "statistic", "threshold"),
        ...unset(
          "thresholdMetricId",
          "unit",
          "warmUpConfiguration",
          "comparisonOperator",
          "evaluationPeriods",
        ),
        actionsEnabled: true,
        evaluateLowSampleCountPercentiles: "",
        treatMissingData: "missing",
      },
      { arn: arn(request, "cloudwatch", `alarm:${id}`), name: id },
    );
  },
};

function checkChoices(inputs: Properties): void {
  for (const [property, allowed] of Object.entries(choices)) {
    const value = text(inputs, property);
    if (value === undefined || allowed.includes(value)) continue;
    const problem = `Value '${value}' at '${property}' failed to satisfy constraint`;
    throw invalid(
      `1 validation error detected: ${problem}: Member must satisfy enum value set: [${allowed.join(", ")}]`,
    );
  }
  const missing = text(inputs, "treatMissingData") ?? "missing";
  if (missingData.includes(missing)) return;
  throw invalid(
    `Option ${missing} is not supported. Supported options for parameter TreatMissingData are ${missingData.join(", ")}.`,
  );
}

/** Either one metric with one statistic, or queries. */
function checkMetric(inputs: Properties): void {
  const one = text(inputs, "metricName") !== undefined;
  const queries = blocks(inputs, "metricQueries").length > 0;
  const statistics = ["statistic", "extendedStatistic"].filter(
    (property) => text(inputs, property) !== undefined,
  );
  if (one === queries)
    throw invalid("Exactly one of the parameters MetricName and Metrics must be specified");
  if (!one) return;
  if (statistics.length !== 1) {
    throw invalid("Exactly one of the parameters Statistic and ExtendedStatistic must be specified");
  }
  for (const property of ["comparisonOperator", "namespace"]) {
    if (text(inputs, property) === undefined) throw invalid(`The parameter ${property} must be specified`);
  }
  for (const property of ["threshold", "period", "evaluationPeriods"]) {
    if (numberOf(inputs, property) === undefined)
      throw invalid(`The parameter ${property} must be specified`);
  }
}

function checkPeriods(inputs: Properties): void {
  const period = numberOf(inputs, "period") ?? 60;
  const count = numberOf(inputs, "evaluationPeriods") ?? 1;
  if (!shortPeriods.includes(period) && (period < 60 || period % 60 !== 0)) {
    throw invalid("Period must be 10, 20, 30 or a multiple of 60");
  }
  if (count < 1) throw invalid("EvaluationPeriods must be at least 1");
  if (period < hour ? period * count > span.day : period * count > span.week) {
    const [name, most] = period < hour ? (["day", span.day] as const) : (["week", span.week] as const);
    throw invalid(
      `Metrics cannot be checked across more than a ${name} (EvaluationPeriods * Period must be <= ${most}).`,
    );
  }
  if ((numberOf(inputs, "datapointsToAlarm") ?? 1) <= count) return;
  throw invalid("DatapointsToAlarm must not be greater than EvaluationPeriods");
}

function checkWarmUp(configuration: Properties): void {
  const minutes = numberOf(configuration, "warmUpPeriodDurationInMinutes") ?? 1;
  const [least, most] = warmUp;
  if (minutes < least || minutes > most)
    throw invalid(`WarmUpPeriodDurationInMinutes must be between ${least} and ${most}`);
}

/** An alarm acts in its own region. */
function checkActions({ region, inputs }: ResourceRequest): void {
  for (const action of ["alarmActions", "okActions", "insufficientDataActions"].flatMap((key) =>
    texts(inputs, key),
  )) {
    const place = arnParts(action);
    if (!action.startsWith("arn:") || place.service === "") throw invalid(`Invalid arn syntax: ${action}`);
    if (place.region !== region && place.service === "sns") {
      throw invalid(`Invalid region ${place.region} specified. Only ${region} is supported.`);
    }
  }
}

/** CloudWatch's alarms on metrics. Whether a metric or a topic is there, CloudWatch does not ask. */
export const alarmHandlers: readonly Handler[] = [alarm];
