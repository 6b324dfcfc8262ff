import type { Schedule } from "./schedules";

const dayMinutes = 24 * 60;

/** Seconds between two runs at most; undefined where days pass without a run. */
export function widestGap(schedule: Schedule): number | undefined {
  if (schedule.kind === "rate") return schedule.seconds;
  const { minutes, hours, everyDay } = schedule;
  if (!everyDay) return undefined;
  const times = hours
    .flatMap((hour) => minutes.map((minute) => hour * 60 + minute))
    .sort((one, other) => one - other);
  const [first = 0] = times;
  const gaps = times.map((time, index) => (times[index + 1] ?? first + dayMinutes) - time);
  return Math.max(...gaps) * 60;
}
