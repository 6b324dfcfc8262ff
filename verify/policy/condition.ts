import { cidrOf } from "./addresses";
import type { Condition } from "./document";
import { PolicyError } from "./errors";
import { operators } from "./operators";
import { rangesOf } from "./operators/ipAddress";
import type { Comparison, Operands, Operator } from "./operators/operator";
import { booleanOf } from "./operators/other";
import { typedValues } from "./operators/typed";
import type { ContextValue, PolicyRequest } from "./request";
import { every, not, some, type Truth } from "./truth";

/** Does a request meet the condition? */
export type ConditionTest = (request: PolicyRequest) => Truth;

/** Prefixes of an operator for keys with several values. */
type Quantifier = "ForAnyValue" | "ForAllValues";

interface ParsedOperator {
  readonly quantifier: Quantifier | undefined;
  readonly ifExists: boolean;
  /** In lower case. */
  readonly base: string;
}

const byName = new Map(operators.map((operator) => [operator.name.toLowerCase(), operator]));

/** The keys that hold the address which a call comes from. */
const sourceAddressKeys = new Set(["aws:vpcsourceip", "aws:sourceip"]);

/** @throws PolicyError where the operator does not exist or a value is not of its type. */
export function compileCondition(condition: Condition, variables: boolean, where: string): ConditionTest {
  const key = condition.key.toLowerCase();
  const operands = operandsOf(condition, variables, where);
  const parsed = parseOperator(condition.operator);
  const test = parsed.base === "null" ? nullTest(parsed, operands) : valueTest(parsed, condition, operands);
  const unknown = { dependsOn: `${condition.key}, which is not known` };
  return (request) => {
    const value = request.context(key);
    return value === "unknown" ? unknown : test(value?.length === 0 ? undefined : value, request);
  };
}

/** Whether a condition compares the caller's address otherwise than by ranges, such as by `StringLike`. */
export function readsAddressAsText({ key, operator }: Condition): boolean {
  const { base } = parseOperator(operator);
  return sourceAddressKeys.has(key.toLowerCase()) && base !== "null" && !base.endsWith("ipaddress");
}

/** The IPv4 ranges that a condition on the caller's address mentions, in CIDR notation. */
export function sourceRangesOf(condition: Condition, where: string): readonly string[] {
  if (!sourceAddressKeys.has(condition.key.toLowerCase())) return [];
  if (!parseOperator(condition.operator).base.endsWith("ipaddress")) return [];
  return rangesOf(operandsOf(condition, false, where)).flatMap((range) =>
    range.family === 4 ? [cidrOf(range.first, range.last)] : [],
  );
}

type Test = (value: Exclude<ContextValue, "unknown">, request: PolicyRequest) => Truth;

function nullTest({ ifExists }: ParsedOperator, operands: Operands): Test {
  if (ifExists) throw new PolicyError(`${operands.where}: Null takes no IfExists, write Null`);
  const wanted = typedValues(operands, booleanOf, '"true" (absent) or "false" (present)');
  return (value) => wanted.includes(value === undefined);
}

function valueTest(parsed: ParsedOperator, { operator: written }: Condition, operands: Operands): Test {
  const operator = byName.get(parsed.base);
  if (operator === undefined) {
    throw new PolicyError(
      `${operands.where} uses the unknown operator ${JSON.stringify(written)}: ` +
        `use one of Null, ${operators.map(({ name }) => name).join(", ")}`,
    );
  }
  const absent = holdsForAbsentKey(parsed, operator);
  const compare = comparisonOf(operator, operands);
  const { quantifier } = parsed;
  return (values, request) => {
    if (values === undefined) return absent;
    if (quantifier === "ForAnyValue") return some(values, (value) => compare(value, request));
    if (quantifier === "ForAllValues") return every(values, (value) => compare(value, request));
    const [value] = values;
    // Several values can only be compared by a quantifier.
    return value !== undefined && values.length === 1 && compare(value, request);
  };
}

/**
 * What holds for a key that the request has not got. Source: IAM User Guide, "IAM JSON policy elements: Condition
 * operators" (negated operators, ...IfExists) and "Set operators for multivalued context keys".
 */
function holdsForAbsentKey({ quantifier, ifExists }: ParsedOperator, { negated }: Operator): boolean {
  if (ifExists || quantifier === "ForAllValues") return true;
  return quantifier === undefined && negated;
}

function comparisonOf(
  { negated, compile }: Operator,
  operands: Operands,
): (value: string, request: PolicyRequest) => Truth {
  const compare: Comparison = compile(operands);
  if (!negated) return (value, request) => compare(value, request) ?? false;
  return (value, request) => {
    const truth = compare(value, request);
    return truth === undefined ? false : not(truth);
  };
}

function parseOperator(text: string): ParsedOperator {
  const [, prefix, base = "", suffix] = /^(?:(.*):)?(.*?)(ifexists)?$/.exec(text.toLowerCase()) ?? [];
  const quantifier = (["ForAnyValue", "ForAllValues"] as const).find((each) => each.toLowerCase() === prefix);
  if (prefix !== undefined && quantifier === undefined) {
    throw new PolicyError(
      `the operator ${JSON.stringify(text)} begins with neither ForAnyValue: nor ForAllValues:`,
    );
  }
  return { quantifier, ifExists: suffix !== undefined, base };
}

function operandsOf({ operator, key, values }: Condition, variables: boolean, where: string): Operands {
  return { values, variables, where: `${where}.Condition.${operator}.${key}` };
}
