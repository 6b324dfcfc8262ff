/** One field of a cron expression of EventBridge. */
export interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Words for the numbers from `from` on. */
  readonly words?: readonly string[];
  /** What the field may be as a whole beside numbers: days that depend on the month, or `?` for no choice. */
  readonly also?: RegExp;
}

/**
 * The numbers that a field names; none where it names days that depend on the month. Undefined where AWS would not take it. A
 * range may go over the end, as `FRI-MON` does.
 */
export function numbersOf(text: string, field: CronField): readonly number[] | undefined {
  if (field.also?.test(text) === true) return [];
  const items = text.split(",").map((item) => numbersOfItem(item, field));
  return items.every((item) => item !== undefined) ? items.flat() : undefined;
}

function numbersOfItem(item: string, field: CronField): readonly number[] | undefined {
  const [, span = "", digits] = /^([^/]*)(?:\/(\d+))?$/.exec(item) ?? [];
  const step = digits === undefined ? undefined : Number(digits);
  const ends = endsOf(span, step !== undefined, field);
  if (ends === undefined || step === 0) return undefined;
  const [first, last] = ends;
  const size = field.to - field.from + 1;
  const count = ((last - first + size) % size) + 1;
  return Array.from({ length: Math.ceil(count / (step ?? 1)) }, (_, index) => {
    return field.from + ((first - field.from + index * (step ?? 1)) % size);
  });
}

/** A single number that steps begin at stands for all from it on. */
function endsOf(span: string, steps: boolean, field: CronField): readonly [number, number] | undefined {
  if (span === "*") return [field.from, field.to];
  const [first, last, ...more] = span.split("-").map((end) => numberOf(end, field));
  if (first === undefined || more.length > 0) return undefined;
  if (!span.includes("-")) return [first, steps ? field.to : first];
  return last === undefined ? undefined : [first, last];
}

function numberOf(text: string, { from, to, words = [] }: CronField): number | undefined {
  const word = words.indexOf(text.toUpperCase());
  const value = word >= 0 ? from + word : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
