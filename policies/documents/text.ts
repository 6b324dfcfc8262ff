import { parse } from "yaml";
import { isMapping } from "../../stacks/mapping";

/** What a text holds as JSON or, where it speaks of principals or policies, as YAML; else undefined. */
export function readDocument(text: string): unknown {
  const value = /^\s*[{[]/.test(text)
    ? fromJson(text)
    : isWorthReading.test(text)
      ? fromYaml(text)
      : undefined;
  // A sentence that speaks of policies is YAML, too: itself.
  return typeof value === "string" ? undefined : value;
}

/** An API's definition may be written in YAML. */
const isWorthReading = /NotPrincipal|x-amazon-apigateway-policy/i;

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** The text of a policy document that a program gives as text or as a structure; undefined where there is none. */
export function documentText(value: unknown): string | undefined {
  if (typeof value === "string") return value.trim() === "" ? undefined : value;
  return isMapping(value) ? JSON.stringify(value) : undefined;
}
