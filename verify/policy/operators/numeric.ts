import { orderedOperators } from "./ordered";

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Numeric. */
export const numericOperators = orderedOperators("Numeric", numberOf, "a number, such as 10 or 2.5");

function numberOf(text: string): number | undefined {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}
