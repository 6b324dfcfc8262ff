import { PolicyError } from "../errors";
import type { Operands } from "./operator";

/**
 * Reads the policy's values as what the operator compares.
 *
 * @throws PolicyError for the first one that is no such thing.
 */
export function typedValues<T>(
  { values, where }: Operands,
  read: (text: string) => T | undefined,
  expected: string,
): readonly T[] {
  return values.map((text) => {
    const value = read(text);
    if (value !== undefined) return value;
    throw new PolicyError(`${where} holds ${JSON.stringify(text)}, which is not ${expected}`);
  });
}
