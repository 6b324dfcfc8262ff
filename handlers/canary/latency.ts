import type { LogEntry } from "../common/log";

/** The most values that one metric of a line may have. Source: "Specification: Embedded metric format". */
const mostValues = 100;

/** Lines from which CloudWatch makes the metric of how long calls took, in milliseconds: no call, no line. */
export function latencyEntries(
  at: number,
  dimensions: Readonly<Record<string, string>>,
  milliseconds: readonly number[],
): readonly LogEntry[] {
  const lines = Array.from({ length: Math.ceil(milliseconds.length / mostValues) }, (_, index) =>
    milliseconds.slice(index * mostValues, (index + 1) * mostValues),
  );
  return lines.map((values) => ({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: "apilink",
          Dimensions: [Object.keys(dimensions)],
          Metrics: [{ Name: "Latency", Unit: "Milliseconds" }],
        },
      ],
    },
    ...dimensions,
    Latency: values,
  }));
}
