import { compilePolicy, PolicyError, type PolicyOptions } from "../policy";
import type { PolicyFact } from "./facts";

/** A policy document of a resource; undefined where it is not known or AWS could not have taken it. */
export function policyFact(
  label: string,
  text: string | undefined,
  options: PolicyOptions = { shortFormArn: "" },
): PolicyFact | undefined {
  if (text === undefined) return undefined;
  try {
    return { label, text, policy: compilePolicy(text, options) };
  } catch (error) {
    if (error instanceof PolicyError) return undefined;
    throw error;
  }
}
