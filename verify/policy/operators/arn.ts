import { anyPattern } from "../patterns";
import type { Operator } from "./operator";

/**
 * `ArnEquals` and `ArnLike` are the same.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Amazon Resource Name (ARN).
 */
export const arnOperators: readonly Operator[] = [
  arnOperator("ArnEquals", false),
  arnOperator("ArnLike", false),
  arnOperator("ArnNotEquals", true),
  arnOperator("ArnNotLike", true),
];

function arnOperator(name: string, negated: boolean): Operator {
  return {
    name,
    negated,
    compile: ({ values, variables }) => {
      const matches = anyPattern(values, { reach: "arn", variables });
      return (value, request) => (isArn(value) ? matches(value, request) : undefined);
    },
  };
}

function isArn(text: string): boolean {
  return /^arn(?::[^:]*){4}:/.test(text);
}
