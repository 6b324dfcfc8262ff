import { UserError } from "../../stacks/userError";
import { isMapping } from "../../stacks/mapping";

/** The environment variable that says what goes wrong in a lab run. */
export const faultsVariable = "APILINK_LAB_FAULTS";

/**
 * What goes wrong. A call is a create, an update or a delete that reaches the cloud, attempts of the same one included;
 * they are numbered from 1 over all providers of a run.
 */
export interface Faults {
  /** Milliseconds that each call takes. @default 0 */
  readonly slow: number;
  /** The calls that are refused. @default [] */
  readonly fail: readonly number[];
  /** The calls that are throttled: from the first one on, as many as it says. @default - none */
  readonly throttle: { readonly from: number; readonly calls: number } | undefined;
  /** The calls that are done, and answered with an error. @default [] */
  readonly lose: readonly number[];
  /** The calls that are done, and never answered: the provider dies. @default [] */
  readonly die: readonly number[];
}

/** The variable says something that cannot be understood. */
export class FaultsError extends UserError {
  override readonly name = "FaultsError";

  constructor(problem: string) {
    super(`${faultsVariable}: ${problem}; see docs/lab.md, for example {"slow": 50, "fail": [12]}`);
  }
}

type Reader<T> = (value: unknown, key: string) => T;

/**
 * The faults of an environment, or undefined where it names none.
 *
 * @throws FaultsError, one line, where they are not as documented.
 */
export function faultsOf(environment: Readonly<Record<string, string | undefined>>): Faults | undefined {
  const text = environment[faultsVariable];
  if (text === undefined || text === "") return undefined;
  const given = parsed(text);
  refuseUnknown(given, ["slow", "fail", "throttle", "lose", "die"], "");
  const read = <T>(key: string, reader: Reader<T>, byDefault: T): T =>
    given[key] === undefined ? byDefault : reader(given[key], key);
  return {
    slow: read("slow", milliseconds, 0),
    fail: read("fail", calls, []),
    throttle: read<Faults["throttle"]>("throttle", span, undefined),
    lose: read("lose", calls, []),
    die: read("die", calls, []),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FaultsError("is no JSON");
  }
  if (!isMapping(value)) throw new FaultsError("must be an object");
  return value;
}

function refuseUnknown(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  prefix: string,
): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new FaultsError(`${prefix}${unknown} is not known, only ${known.join(", ")}`);
}

const longest = 60_000;

const milliseconds: Reader<number> = (value, key) => {
  if (typeof value === "number" && value >= 0 && value <= longest) return value;
  throw new FaultsError(`${key} must be milliseconds from 0 to ${longest}`);
};

const calls: Reader<readonly number[]> = (value, key) => {
  if (Array.isArray(value) && value.every(isCount)) return value;
  throw new FaultsError(`${key} must be a list of numbers of calls, from 1 on`);
};

const span: Reader<{ readonly from: number; readonly calls: number }> = (value, key) => {
  if (isMapping(value)) {
    refuseUnknown(value, ["from", "calls"], `${key}.`);
    const { from, calls: count } = value;
    if (isCount(from) && isCount(count)) return { from, calls: count };
  }
  throw new FaultsError(`${key} must be {"from": the first call, "calls": how many}`);
};

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1;
}
