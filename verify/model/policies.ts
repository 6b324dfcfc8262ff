import { compilePolicy, PolicyError } from "../policy";
import type { PolicyFact } from "./facts";

/** A policy document of a resource; undefined where it is not known or AWS could not have taken it. */
export function policyFact(
  label: string,
  text: string | undefined,
  executionArn = "",
): PolicyFact | undefined {
  if (text === undefined) return undefined;
  try {
    return { label, text, policy: compilePolicy(text, { shortFormArn: executionArn }) };
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
