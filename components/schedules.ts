import { numbersOf, type CronField } from "./cronField";
import type { Problem } from "./problems";

/*
 * When EventBridge starts something, in UTC. Source: "Cron expressions reference" and "Rate expressions" of the EventBridge user
 * guide.
 */

export type Schedule =
  | { readonly kind: "rate"; readonly seconds: number }
  | {
      readonly kind: "cron";
      readonly minutes: readonly number[];
      readonly hours: readonly number[];
      /** Whether it leaves out no day of the calendar. */
      readonly everyDay: boolean;
    };

/** A text that is none: what it must be, and how to mend it. */
export interface ScheduleFault {
  readonly kind: "fault";
  readonly what: string;
  readonly hint: string;
}

export const scheduleExamples = "such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)";

/** Reads an expression `rate(…)` or `cron(…)` as AWS takes it. */
export function readSchedule(text: string): Schedule | ScheduleFault {
  const [, kind = "", inside = ""] = /^(rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === "rate") return readRate(inside);
  if (kind === "cron") return readCron(inside);
  return fault("a schedule rate(…) or cron(…)", scheduleExamples);
}

/** What is wrong with the argument `schedule` of a component. */
export function scheduleProblems(schedule: string): Problem[] {
  const read = readSchedule(schedule);
  if (read.kind !== "fault") return [];
  const reason = `must be ${read.what}, not ${JSON.stringify(schedule)}: ${read.hint}`;
  return [{ propertyPath: "schedule", reason }];
}

function fault(what: string, hint: string): ScheduleFault {
  return { kind: "fault", what, hint };
}

const unitSeconds: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86400 };

function readRate(inside: string): Schedule | ScheduleFault {
  const [, digits = "", unit = "", plural = ""] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(inside) ?? [];
  const seconds = unitSeconds[unit];
  if (seconds === undefined) {
    const hint = "such as rate(5 minutes), rate(1 hour) or rate(1 day)";
    return fault("a rate in whole minutes, hours or days", hint);
  }
  if ((digits === "1") === (plural === "")) return { kind: "rate", seconds: Number(digits) * seconds };
  const right = `write rate(${digits} ${unit}${digits === "1" ? "" : "s"})`;
  return fault("a rate with its unit in the right number", right);
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const cronFields: readonly CronField[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  // `L` is the last day of the month, `15W` the weekday nearest to the 15th.
  { name: "day of the month", from: 1, to: 31, also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/i },
  { name: "month", from: 1, to: 12, words: months },
  // `3#2` is the second Tuesday, `6L` the last Friday.
  {
    name: "day of the week",
    from: 1,
    to: 7,
    words: weekdays,
    also: new RegExp(`^(\\?|L|([1-7]|${weekdays.join("|")})(L|#[1-5]))$`, "i"),
  },
  { name: "year", from: 1970, to: 2199 },
];

function readCron(inside: string): Schedule | ScheduleFault {
  const parts = inside.split(/\s+/);
  if (parts.length !== cronFields.length) {
    const names = cronFields.map(({ name }) => name).join(", ");
    return fault("a cron expression of six fields", `${names}, such as cron(0 3 * * ? *)`);
  }
  const read = cronFields.map((field, index) => ({ field, numbers: numbersOf(parts[index] ?? "", field) }));
  const bad = read.find(({ numbers }) => numbers === undefined);
  if (bad !== undefined) {
    const { name, from, to } = bad.field;
    return fault(
      `a cron expression with a sound ${name} field`,
      `from ${from} to ${to}, lists by commas, * for all`,
    );
  }
  const [, , dayOfMonth, , dayOfWeek] = parts;
  if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
    const hint = "write ? for the day of the month or for the day of the week, and the days in the other";
    return fault("a cron expression with one day field ?", hint);
  }
  const [minutes = [], hours = []] = read.map(({ numbers }) => numbers);
  const everyDay = read
    .slice(2)
    .every(({ field, numbers }, index) => parts[2 + index] === "?" || isAll(numbers, field));
  return { kind: "cron", minutes: [...minutes], hours: [...hours], everyDay };
}

function isAll(numbers: readonly number[] | undefined, { from, to }: CronField): boolean {
  return new Set(numbers).size === to - from + 1;
}
