import { z } from "zod";
import { secondsBetween } from "../../components/schedules";
import { wrong } from "./fields";

/*
 * When EventBridge starts something. Source: "Setting a schedule pattern for scheduled rules (legacy)" of the EventBridge user
 * guide.
 */

const examples = "such as rate(1 day), rate(12 hours) or cron(0 3 * * ? *)";

/** An expression `rate(…)` or `cron(…)` as AWS takes it. */
export function scheduleExpression() {
  const error = wrong("a schedule", examples);
  return z.string({ error }).superRefine((value, context) => {
    const problem = scheduleProblem(value);
    if (problem === undefined) return;
    const [what, hint] = problem;
    context.addIssue({ code: "custom", message: wrong(what, hint)({ input: value }) });
  });
}

type Problem = readonly [what: string, hint: string];

function scheduleProblem(value: string): Problem | undefined {
  const [, kind = "", inside = ""] = /^(rate|cron)\((.*)\)$/.exec(value) ?? [];
  if (kind === "rate") return rateProblem(inside);
  if (kind === "cron") return cronProblem(inside);
  return ["a schedule rate(…) or cron(…)", examples];
}

function rateProblem(inside: string): Problem | undefined {
  const [, digits = "", unit = "", plural = ""] = /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(inside) ?? [];
  if (unit === "") {
    return ["a rate in whole minutes, hours or days", "such as rate(5 minutes), rate(1 hour) or rate(1 day)"];
  }
  if ((digits === "1") === (plural === "")) return undefined;
  return [
    "a rate with its unit in the right number",
    `write rate(${digits} ${unit}${digits === "1" ? "" : "s"})`,
  ];
}

/** One field of a cron expression. */
interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Words for the numbers from `from` on. */
  readonly words?: readonly string[];
  /** What else the field may be. */
  readonly also?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const cronFields: readonly CronField[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  // `L` is the last day of the month, `15W` the weekday nearest to the 15th.
  { name: "day of the month", from: 1, to: 31, also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { name: "month", from: 1, to: 12, words: months },
  // `3#2` is the second Tuesday, `6L` the last Friday.
  { name: "day of the week", from: 1, to: 7, words: weekdays, also: /^(\?|[1-7]?L|[1-7]#[1-5])$/ },
  { name: "year", from: 1970, to: 2199 },
];

/** The fields from the first of these on tell the days, those before it the time. */
const [dayOfMonth, dayOfWeek] = [2, 4];

const daySeconds = 24 * 60 * 60;

function cronProblem(inside: string): Problem | undefined {
  const fields = inside.split(" ");
  if (fields.length !== cronFields.length) {
    const names = cronFields.map(({ name }) => name).join(", ");
    return ["a cron expression of six fields", `${names}, with one space between, such as cron(0 3 * * ? *)`];
  }
  const bad = cronFields.find((field, index) => !fits(fields[index] ?? "", field));
  if (bad !== undefined) {
    return [
      `a cron expression with a sound ${bad.name} field`,
      `from ${bad.from} to ${bad.to}, lists by commas, * for all`,
    ];
  }
  if ((fields[dayOfMonth] === "?") !== (fields[dayOfWeek] === "?")) return undefined;
  return [
    "a cron expression with one day field ?",
    "write ? for the day of the month or for the day of the week, and the days in the other",
  ];
}

function fits(text: string, field: CronField): boolean {
  if (field.also?.test(text) === true) return true;
  return text.split(",").every((item) => {
    const [span = "", step, ...more] = item.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
    if (span === "*") return true;
    const ends = span.split("-").map((end) => valueOf(end, field));
    const [first, last = first, ...others] = ends;
    return (
      others.length === 0 &&
      first !== undefined &&
      last !== undefined &&
      ends.every((end) => end !== undefined)
    );
  });
}

/** The number that a value stands for; undefined where the field has no such value. */
function valueOf(text: string, { from, to, words = [] }: CronField): number | undefined {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? from + word : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}

/** Whether what runs by a sound schedule runs at least once on each day. */
export function runsDaily(schedule: string): boolean {
  const seconds = secondsBetween(schedule);
  if (seconds !== undefined) return seconds <= daySeconds;
  const [, inside = ""] = /^cron\((.*)\)$/.exec(schedule) ?? [];
  return inside
    .split(" ")
    .slice(dayOfMonth)
    .every((field) => ["*", "?"].includes(field));
}
