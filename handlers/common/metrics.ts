import type { LogEntry } from "./log";

export interface Metrics {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Name and value of each dimension; they are one set, so that CloudWatch keeps one series for all of them. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Metrics that count. */
  readonly counts: Readonly<Record<string, number>>;
}

const namespace = "apilink";

/**
 * A line of the log from which CloudWatch makes metrics, without a call of its API. Entries of `more` are searchable
 * properties of the line.
 *
 * Source: "Specification: Embedded metric format" of the CloudWatch user guide.
 */
export function metricEntry({ at, dimensions, counts }: Metrics, more: LogEntry = {}): LogEntry {
  return {
    ...more,
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.keys(counts).map((name) => ({ Name: name, Unit: "Count" })),
        },
      ],
    },
    ...dimensions,
    ...counts,
  };
}
