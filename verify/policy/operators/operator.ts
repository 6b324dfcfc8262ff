import type { PolicyRequest } from "../request";
import type { Truth } from "../truth";

/**
 * Does one value of the request's key agree with any of the policy's values? Undefined where the request's value is
 * not of the operator's type: then neither the operator nor its negation holds.
 */
export type Comparison = (value: string, request: PolicyRequest) => Truth | undefined;

/** What a comparison is made from. */
export interface Operands {
  readonly values: readonly string[];
  /** Are `${…}` variables in this document? */
  readonly variables: boolean;
  /** Where the values stand, for error messages. */
  readonly where: string;
}

/** One of IAM's condition operators. */
export interface Operator {
  readonly name: string;
  /** Does it hold where the comparison does not, and for a key that is absent? */
  readonly negated: boolean;
  readonly compile: (operands: Operands) => Comparison;
}
