import type { LambdaFunction, MetricAlarm, Model } from "../../model/facts";
import { mayBeSame } from "../../model/places";
import type { Refusal } from "../../trace/grants";

/** The metric that canaries write: how many of a run's calls came out otherwise than expected. */
const failures = { namespace: "apilink", metricName: "LinkFailures", dimension: "Function" } as const;

/** Undefined where it is not known. */
type Known = boolean | undefined;

/** What has to raise an alarm. */
interface Occasion {
  readonly when: string;
  readonly raises: (alarm: MetricAlarm) => Known;
}

const occasions: readonly Occasion[] = [
  { when: "one call fails", raises: isRaisedByOneFailure },
  // A period without a run has no data.
  { when: "no call is made", raises: ({ missingData }) => isKnownAs(missingData, "breaching") },
];

/** What keeps the failure or the silence of a canary from being heard of by whoever the topology names. */
export function notHeard(
  { alarms }: Model,
  fn: LambdaFunction,
  topicArns: readonly string[],
): readonly Refusal[] {
  const own = alarms.filter(
    ({ account, region }) => mayBeSame(account, fn.account) && mayBeSame(region, fn.region),
  );
  return occasions.flatMap((occasion) => {
    const told = own.map((alarm) => traitsOf(alarm, fn, occasion, topicArns));
    if (told.some((traits) => traits.every(({ holds }) => holds === true))) return [];
    const missing = told.map(missingOf);
    // The one that comes nearest is the one that was meant.
    const [nearest] = [...missing].sort((one, other) => other.met - one.met);
    const vague = missing.find(({ refusal }) => !refusal.isCertain);
    return [(vague ?? (nearest?.met === 0 ? undefined : nearest))?.refusal ?? unheard(fn, occasion)];
  });
}

/** Something that an alarm has to be or do. */
interface Trait {
  readonly holds: Known;
  /** What is said where it does not hold, and where that is not known. */
  readonly refusal: Omit<Refusal, "isCertain">;
  readonly vague: string;
}

/** In the order in which an alarm comes to be what it should. */
function traitsOf(
  alarm: MetricAlarm,
  fn: LambdaFunction,
  { when, raises }: Occasion,
  topicArns: readonly string[],
): readonly Trait[] {
  const { label, actionsEnabled, actions, actionsKnown } = alarm;
  const untold = topicArns.find((arn) => !actions.includes(arn));
  return [
    {
      holds: all([watches(alarm, fn.name), raises(alarm)]),
      refusal: { says: `${label} is not raised where ${when}`, mend: "" },
      vague: `whether ${label} is raised where ${when} is not known`,
    },
    {
      holds: actionsEnabled,
      refusal: { says: `the actions of ${label} are turned off`, mend: `set actionsEnabled of ${label}` },
      vague: `whether ${label} takes its actions is not known`,
    },
    {
      holds: untold === undefined ? true : actionsKnown ? false : undefined,
      refusal: {
        says: `${label} does not tell ${untold ?? ""}`,
        mend: `make ${untold ?? ""} one of the alarmActions of ${label}`,
      },
      vague: `whom ${label} tells is not known`,
    },
  ];
}

/** The first trait that an alarm lacks for certain, or else the first that it may lack, and how many come before it. */
function missingOf(traits: readonly Trait[]): { readonly met: number; readonly refusal: Refusal } {
  const isCertain = traits.some(({ holds }) => holds === false);
  const met = traits.findIndex(({ holds }) => holds === (isCertain ? false : undefined));
  const { refusal = { says: "", mend: "" }, vague = "" } = traits[met] ?? {};
  return { met, refusal: { isCertain, ...refusal, ...(!isCertain && { says: vague }) } };
}

function unheard({ name, label }: LambdaFunction, { when }: Occasion): Refusal {
  const { namespace, metricName, dimension } = failures;
  return {
    isCertain: true,
    says: `no alarm on the metric ${metricName} of ${label} is raised where ${when}`,
    mend: `make an alarm on ${namespace} ${metricName}, ${dimension} ${name}, that is raised where ${when}`,
  };
}

/** A metric is told by its dimensions, all of them. */
function watches({ namespace, metricName, dimensions }: MetricAlarm, functionName: string): Known {
  const isOfFunction =
    dimensions &&
    (dimensions.size === 1 && dimensions.has(failures.dimension)
      ? isKnownAs(dimensions.get(failures.dimension), functionName)
      : false);
  return all([
    isKnownAs(namespace, failures.namespace),
    isKnownAs(metricName, failures.metricName),
    isOfFunction,
  ]);
}

/** What one failed call among runs without any amounts to, by the statistic. */
const oneFailure: Readonly<Record<string, number>> = { Maximum: 1, Sum: 1, Average: Number.EPSILON };

const comparisons: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
};

/** One that runs without a failure raise as well tells nothing. */
function isRaisedByOneFailure({ statistic, comparison, threshold, datapoints }: MetricAlarm): Known {
  const value = oneFailure[statistic ?? ""];
  const holds = comparisons[comparison ?? ""];
  const isRaised =
    value !== undefined &&
    threshold !== undefined &&
    holds?.(value, threshold) === true &&
    !holds(0, threshold);
  const unknown = [statistic, comparison, threshold].includes(undefined);
  return all([unknown ? undefined : isRaised, isKnownAs(datapoints, 1)]);
}

function isKnownAs<Value>(value: Value | undefined, wanted: Value): Known {
  return value === undefined ? undefined : value === wanted;
}

function all(facts: readonly Known[]): Known {
  if (facts.includes(false)) return false;
  return facts.includes(undefined) ? undefined : true;
}
