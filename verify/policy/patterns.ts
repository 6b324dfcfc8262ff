import type { PolicyRequest } from "./request";
import type { Truth } from "./truth";
import { isVariable, resolved, templateOf, type Template } from "./variables";
import { globMatches, globOf, type Glob, type Reach, type Stretch } from "./wildcard";

/** What a list of texts of a policy is, and how they are compared. */
export interface PatternOptions {
  /** How far wildcards reach; undefined where there are none. */
  readonly reach: Reach | undefined;
  readonly ignoreCase?: boolean;
  /** Are `${…}` variables? */
  readonly variables: boolean;
}

/** Is the value what one of the texts says? */
export type PatternTest = (value: string, request: PolicyRequest) => Truth;

/**
 * Prepares a list of texts so that the usual ones cost next to nothing however many there are: literals are looked up
 * in a set, texts with one `*` at the end by their length; only what is left is tried one by one.
 */
export function anyPattern(texts: readonly string[], options: PatternOptions): PatternTest {
  const templates = texts.map((text) => templateOf(text, options.variables));
  const fixed = fixedTest(templates.filter(isFixed), options);
  const open = templates.filter((each) => !isFixed(each));
  const fold = options.ignoreCase === true ? lowerCase : asItIs;
  if (open.length === 0) return (value) => fixed(fold(value));
  return (value, request) => {
    const folded = fold(value);
    let result: Truth = fixed(folded);
    for (const template of open) {
      if (result === true) return true;
      const stretches = resolved(template, request);
      if (stretches === undefined) continue;
      if ("dependsOn" in stretches) result = stretches;
      else if (matchesOnce(stretches, folded, options)) return true;
    }
    return result;
  };
}

function isFixed(template: Template): template is readonly Stretch[] {
  return !template.some(isVariable);
}

function fixedTest(
  patterns: readonly (readonly Stretch[])[],
  options: PatternOptions,
): (value: string) => boolean {
  const literals = new Set<string>();
  const prefixes = new Map<number, Set<string>>();
  const globs: Glob[] = [];
  for (const pattern of patterns) {
    const stretches = folded(pattern, options);
    const shape = shapeOf(stretches, options.reach);
    if (shape.kind === "glob") globs.push(shape.glob);
    else if (shape.kind === "literal") literals.add(shape.text);
    else {
      const { length } = shape.text;
      prefixes.set(length, (prefixes.get(length) ?? new Set()).add(shape.text));
    }
  }
  if (prefixes.has(0)) return () => true;
  const byLength = [...prefixes];
  return (value) =>
    literals.has(value) ||
    byLength.some(([length, texts]) => value.length >= length && texts.has(value.slice(0, length))) ||
    globs.some((glob) => globMatches(glob, value));
}

type Shape =
  | { readonly kind: "literal" | "prefix"; readonly text: string }
  | { readonly kind: "glob"; readonly glob: Glob };

function shapeOf(stretches: readonly Stretch[], reach: Reach | undefined): Shape {
  const text = stretches.map((each) => each.text).join("");
  if (reach === undefined) return { kind: "literal", text };
  const wildcards = stretches.reduce((sum, each) => sum + (each.wild ? wildcardsIn(each.text) : 0), 0);
  if (wildcards === 0) return { kind: "literal", text };
  const last = stretches.at(-1);
  // A `*` at the end of an ARN operator's value does not always reach to the end of what is compared.
  if (wildcards === 1 && reach !== "arn" && last?.wild === true && last.text.endsWith("*")) {
    return { kind: "prefix", text: text.slice(0, -1) };
  }
  return { kind: "glob", glob: globOf(stretches, reach) };
}

function matchesOnce(stretches: readonly Stretch[], value: string, options: PatternOptions): boolean {
  const pattern = folded(stretches, options);
  if (options.reach === undefined) return pattern.map((each) => each.text).join("") === value;
  return globMatches(globOf(pattern, options.reach), value);
}

function folded(stretches: readonly Stretch[], { ignoreCase = false }: PatternOptions): readonly Stretch[] {
  return ignoreCase ? stretches.map(({ text, wild }) => ({ text: lowerCase(text), wild })) : stretches;
}

function wildcardsIn(text: string): number {
  return text.match(/[*?]/g)?.length ?? 0;
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function asItIs(text: string): string {
  return text;
}
