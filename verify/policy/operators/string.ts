import { anyPattern } from "../patterns";
import type { Reach } from "../wildcard";
import type { Operator } from "./operator";

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", String. */
export const stringOperators: readonly Operator[] = [
  stringOperator("StringEquals", { negated: false }),
  stringOperator("StringNotEquals", { negated: true }),
  stringOperator("StringEqualsIgnoreCase", { negated: false, ignoreCase: true }),
  stringOperator("StringNotEqualsIgnoreCase", { negated: true, ignoreCase: true }),
  stringOperator("StringLike", { negated: false, reach: "text" }),
  stringOperator("StringNotLike", { negated: true, reach: "text" }),
];

interface StringOptions {
  readonly negated: boolean;
  readonly ignoreCase?: boolean;
  readonly reach?: Reach;
}

function stringOperator(name: string, { negated, ignoreCase = false, reach }: StringOptions): Operator {
  return {
    name,
    negated,
    compile: ({ values, variables }) => anyPattern(values, { reach, ignoreCase, variables }),
  };
}
