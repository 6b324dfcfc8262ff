import { mostValues, type Metrics } from "../common/metrics";

/** The metric of how long calls took, in milliseconds, in as many parts as lines can hold: no call, no part. */
export function latencies(milliseconds: readonly number[]): readonly Metrics["metrics"][] {
  return Array.from({ length: Math.ceil(milliseconds.length / mostValues) }, (_, index) => ({
    Latency: {
      unit: "Milliseconds",
      value: milliseconds.slice(index * mostValues, (index + 1) * mostValues),
    },
  }));
}
