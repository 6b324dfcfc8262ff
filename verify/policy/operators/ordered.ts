import type { Operands, Operator } from "./operator";
import { typedValues } from "./typed";

interface Ordering {
  readonly suffix: string;
  readonly negated: boolean;
  readonly holds: (value: number, wanted: number) => boolean;
}

const orderings: readonly Ordering[] = [
  { suffix: "Equals", negated: false, holds: (value, wanted) => value === wanted },
  { suffix: "NotEquals", negated: true, holds: (value, wanted) => value === wanted },
  { suffix: "LessThan", negated: false, holds: (value, wanted) => value < wanted },
  { suffix: "LessThanEquals", negated: false, holds: (value, wanted) => value <= wanted },
  { suffix: "GreaterThan", negated: false, holds: (value, wanted) => value > wanted },
  { suffix: "GreaterThanEquals", negated: false, holds: (value, wanted) => value >= wanted },
];

/** The six operators of a type whose values have an order. */
export function orderedOperators(
  type: string,
  read: (text: string) => number | undefined,
  expected: string,
): readonly Operator[] {
  return orderings.map(({ suffix, negated, holds }) => ({
    name: `${type}${suffix}`,
    negated,
    compile: (operands: Operands) => {
      const wanted = typedValues(operands, read, expected);
      return (text) => {
        const value = read(text);
        return value === undefined ? undefined : wanted.some((each) => holds(value, each));
      };
    },
  }));
}
