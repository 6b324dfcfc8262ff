import type { LogEntry } from "./log";

export interface Metric {
  readonly unit: "Count" | "Milliseconds";
  /** A list is of single observations, 100 at most. */
  readonly value: number | readonly number[];
}

export interface Metrics {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Name and value of each dimension; they are one set, so that CloudWatch keeps one series for all of them. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, Metric>>;
}

const namespace = "apilink";

/** The most values that one metric of a line may have. Source: "Specification: Embedded metric format". */
export const mostValues = 100;

export const count = (value: number): Metric => ({ unit: "Count", value });

/**
 * A line of the log from which CloudWatch makes metrics, without a call of its API. Entries of `more` are searchable
 * properties of the line.
 *
 * Source: "Specification: Embedded metric format" of the CloudWatch user guide.
 */
export function metricEntry({ at, dimensions, metrics }: Metrics, more: LogEntry = {}): LogEntry {
  const entries = Object.entries(metrics);
  return {
    ...more,
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: entries.map(([name, { unit }]) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
  };
}
