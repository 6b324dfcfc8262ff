import { readSchedule } from "./schedules";
import { widestGap } from "./widestGap";

/** Seconds. The longest period of a metric. Source: MetricStat, Amazon CloudWatch API Reference. */
const longestPeriod = 24 * 60 * 60;

/** Seconds. A run may take two minutes, and start a little late. */
const shortestPeriod = 5 * 60;

/** Seconds within which a run is due at any time, as a period of an alarm: of a sound schedule that can be watched. */
export function alarmPeriod(schedule: string): number {
  return Math.min(Math.max(gapOf(schedule), shortestPeriod), longestPeriod);
}

/** Why a sound schedule cannot be watched, and what to write instead; undefined where it can. */
export function unwatched(schedule: string): { readonly message: string; readonly hint: string } | undefined {
  if (gapOf(schedule) <= longestPeriod) return undefined;
  return {
    message: `${schedule} leaves more than a day between two runs, and a period of an alarm is a day at most`,
    hint: "run it every day, such as rate(5 minutes) or cron(0 8 * * ? *)",
  };
}

function gapOf(schedule: string): number {
  const read = readSchedule(schedule);
  return (read.kind === "fault" ? undefined : widestGap(read)) ?? Number.POSITIVE_INFINITY;
}
