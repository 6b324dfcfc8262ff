import { arnOperators } from "./arn";
import { dateOperators } from "./date";
import { ipAddressOperators } from "./ipAddress";
import { numericOperators } from "./numeric";
import type { Operator } from "./operator";
import { otherOperators } from "./other";
import { stringOperators } from "./string";

/** Every operator that compares values, which leaves `Null` out. */
export const operators: readonly Operator[] = [
  ...stringOperators,
  ...arnOperators,
  ...ipAddressOperators,
  ...numericOperators,
  ...dateOperators,
  ...otherOperators,
];
