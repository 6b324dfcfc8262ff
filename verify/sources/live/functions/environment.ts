import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { keysVariable } from "../../../../components/handlerEnvironment";
import { conceal, secret, unknown } from "../../../../lab/state";
import type { Mapping } from "../../../../stacks/mapping";

/** Variables that hold API keys, whose values nobody is shown. */
const secretVariables = new Set(Object.keys(keysVariable({})));

/**
 * A function's environment: null where it has none, and unknown where Lambda does not tell it, which it does not without the
 * right to decrypt. Source: `Error` of EnvironmentResponse, AWS Lambda API Reference.
 */
export function environmentOf({ Environment: told }: FunctionConfiguration): Mapping | string | null {
  if (told?.Error !== undefined) return unknown;
  const variables = Object.entries(told?.Variables ?? {});
  if (variables.length === 0) return null;
  return {
    variables: Object.fromEntries(
      variables.map(([name, value]) => [name, secretVariables.has(name) ? conceal(secret(value)) : value]),
    ),
  };
}
