import { anyPattern } from "../patterns";
import type { Operands, Operator } from "./operator";
import { typedValues } from "./typed";

/**
 * Both take variables.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators", Boolean and Binary.
 */
export const otherOperators: readonly Operator[] = [
  {
    name: "Bool",
    negated: false,
    compile: (operands) => {
      typedValues(withoutVariables(operands), booleanOf, '"true" or "false"');
      const matches = anyPattern(operands.values, {
        reach: undefined,
        ignoreCase: true,
        variables: operands.variables,
      });
      return (value, request) => (booleanOf(value) === undefined ? undefined : matches(value, request));
    },
  },
  {
    name: "BinaryEquals",
    negated: false,
    compile: (operands) => {
      typedValues(withoutVariables(operands), base64Of, "base64");
      return anyPattern(operands.values, { reach: undefined, variables: operands.variables });
    },
  },
];

/** What a variable stands for is known only with the request. */
function withoutVariables({ values, variables, where }: Operands): Operands {
  return { values: values.filter((text) => !(variables && text.includes("${"))), variables, where };
}

function base64Of(text: string): string | undefined {
  return /^[A-Za-z\d+/]*={0,2}$/.test(text) ? text : undefined;
}

/** True and false in any case. */
export function booleanOf(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}
