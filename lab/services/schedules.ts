/**
 * Whether EventBridge takes a text as the schedule of a rule. Source: "Cron expressions reference" and "Rate expressions",
 * Amazon EventBridge User Guide.
 */
export function isSchedule(text: string): boolean {
  const cron = /^cron\(([^()]+)\)$/.exec(text)?.[1];
  return cron === undefined ? isRate(text) : isCron(cron.split(/\s+/));
}

/** The unit is singular for one and plural for more. */
function isRate(text: string): boolean {
  const [, count = "", plural] = /^rate\(([1-9]\d*) (?:minute|hour|day)(s?)\)$/.exec(text) ?? [];
  return count !== "" && (count === "1") === (plural === "");
}

interface Field {
  readonly least: number;
  readonly most: number;
  /** Names of the values, the first one's first. */
  readonly names?: readonly string[];
  /** What the field may be as a whole: for days, those that depend on the month, and none in particular. */
  readonly alone?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31, alone: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/i },
  { least: 1, most: 12, names: months },
  { least: 1, most: 7, names: weekdays, alone: /^(\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/i },
  { least: 1970, most: 2199 },
];

/** Of the day of the month and the day of the week one says nothing, by a question mark. */
function isCron(parts: readonly string[]): boolean {
  const [, , dayOfMonth, , dayOfWeek] = parts;
  return (
    parts.length === fields.length &&
    (dayOfMonth === "?") !== (dayOfWeek === "?") &&
    fields.every((field, index) => isField(parts[index] ?? "", field))
  );
}

function isField(text: string, field: Field): boolean {
  if (field.alone?.test(text) === true) return true;
  return text.split(",").every((item) => isItem(item, field));
}

function isItem(item: string, field: Field): boolean {
  const [, from = "", to, step] = /^([^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item) ?? [];
  if (step !== undefined && Number(step) < 1) return false;
  if (from === "*") return to === undefined;
  return isValue(from, field) && (to === undefined || isValue(to, field));
}

function isValue(text: string, { least, most, names = [] }: Field): boolean {
  if (names.includes(text.toUpperCase())) return true;
  return /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
}
