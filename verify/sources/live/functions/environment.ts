import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import { keysVariable } from "../../../../components/handlerEnvironment";
import { conceal, secret } from "../../../../lab/state";
import type { Mapping } from "../../../../stacks/mapping";

/** Variables that hold API keys, whose values nobody is shown. */
const secretVariables = new Set(Object.keys(keysVariable({})));

/**
 * A function's environment: null where it has none, and undefined where Lambda does not tell it. With a key of the function's
 * own it tells it only to who may decrypt with that key, which a reader shall not. Source: `Error` of EnvironmentResponse, AWS
 * Lambda API Reference.
 */
export function environmentOf({ Environment: told }: FunctionConfiguration): Mapping | null | undefined {
  if (told?.Error !== undefined) return undefined;
  const variables = Object.entries(told?.Variables ?? {});
  if (variables.length === 0) return null;
  return {
    variables: Object.fromEntries(
      variables.map(([name, value]) => [name, secretVariables.has(name) ? conceal(secret(value)) : value]),
    ),
  };
}
