import { Refusal } from "../refusal";
import { numberOf } from "./fields";
import type { Properties } from "../resource";

/** What is asked of a text or a number, in the words of AWS's own models. */
export type Constraint =
  | { readonly pattern: RegExp }
  | { readonly longest: number }
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly oneOf: readonly string[] };

/** @throws Refusal as the services that validate a request against its model answer, for the first constraint broken. */
export function constrain(
  member: string,
  value: string | number,
  ...constraints: readonly Constraint[]
): void {
  for (const constraint of constraints) {
    const expected = brokenBy(value, constraint);
    if (expected === undefined) continue;
    const problem = `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${expected}`;
    throw new Refusal("ValidationException", `1 validation error detected: ${problem}`);
  }
}

/** Like `constrain`, for a property that holds a number where it is set: inclusive bounds. */
export function constrainNumber(
  properties: Properties,
  member: string,
  [least, most]: readonly [least: number, most: number],
): void {
  const value = numberOf(properties, member);
  if (value !== undefined) constrain(member, value, { atLeast: least }, { atMost: most });
}

function brokenBy(value: string | number, constraint: Constraint): string | undefined {
  if ("pattern" in constraint) {
    const { source } = constraint.pattern;
    return constraint.pattern.test(String(value))
      ? undefined
      : `satisfy regular expression pattern: ${source.replace(/^\^|\$$/g, "")}`;
  }
  if ("longest" in constraint) {
    const { longest } = constraint;
    return String(value).length <= longest ? undefined : `have length less than or equal to ${longest}`;
  }
  if ("oneOf" in constraint) {
    const { oneOf } = constraint;
    return oneOf.includes(String(value)) ? undefined : `satisfy enum value set: [${oneOf.join(", ")}]`;
  }
  if ("atLeast" in constraint) {
    return Number(value) >= constraint.atLeast
      ? undefined
      : `have value greater than or equal to ${constraint.atLeast}`;
  }
  return Number(value) <= constraint.atMost
    ? undefined
    : `have value less than or equal to ${constraint.atMost}`;
}
