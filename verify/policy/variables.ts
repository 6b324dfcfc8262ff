import type { PolicyRequest } from "./request";
import type { Unknown } from "./truth";
import type { Stretch } from "./wildcard";

/** A policy variable such as `${aws:username, 'nobody'}`. */
export interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback?: string;
}

/** A text of a policy, divided into stretches and variables. */
export type Template = readonly (Stretch | Variable)[];

/** `${*}`, `${?}` and `${$}` stand for the character itself. */
const escapes = new Set(["*", "?", "$"]);

/**
 * Divides a text of a policy. Before Version 2012-10-17 `${…}` is text like any other.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function templateOf(text: string, variables: boolean): Template {
  if (!variables || !text.includes("${")) return [{ text, wild: true }];
  return text.split(/(\$\{[^}]*\})/).flatMap((piece, index): Template => {
    if (index % 2 === 0) return piece === "" ? [] : [{ text: piece, wild: true }];
    const inner = piece.slice(2, -1);
    return [escapes.has(inner) ? { text: inner, wild: false } : variableOf(inner)];
  });
}

function variableOf(inner: string): Variable {
  const [, key = inner, fallback] = /^(.*?)\s*,\s*'(.*)'\s*$/s.exec(inner) ?? [];
  return { key: key.trim().toLowerCase(), ...(fallback === undefined ? {} : { fallback }) };
}

export function isVariable(piece: Stretch | Variable): piece is Variable {
  return "key" in piece;
}

/**
 * The template with its variables' values, which hold no wildcards; undefined where a variable has no value, so that
 * nothing is equal to it or like it. A key with several values is no variable's value.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags", policy variables with no value.
 */
export function resolved(
  template: Template,
  request: PolicyRequest,
): readonly Stretch[] | Unknown | undefined {
  const stretches: Stretch[] = [];
  for (const piece of template) {
    if (!isVariable(piece)) {
      stretches.push(piece);
      continue;
    }
    const values = request.context(piece.key);
    if (values === "unknown") return { dependsOn: `${piece.key}, which is not known` };
    const text = values?.length === 1 ? values[0] : piece.fallback;
    if (text === undefined) return undefined;
    stretches.push({ text, wild: false });
  }
  return stretches;
}
