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
  const prefixes: string[] = [];
  const globs: FixedGlob[] = [];
  for (const pattern of patterns) {
    const shape = shapeOf(folded(pattern, options), options.reach);
    if (shape.kind === "glob") globs.push(shape);
    else if (shape.kind === "literal") literals.add(shape.text);
    else prefixes.push(shape.text);
  }
  const begins = prefixTest(prefixes);
  return (value) =>
    literals.has(value) ||
    begins(value) ||
    globs.some(({ glob, literal }) => value.includes(literal) && globMatches(glob, value));
}

/** Beyond so many prefixes it pays to look the value's own beginnings up. */
const fewPrefixes = 8;

function prefixTest(prefixes: readonly string[]): (value: string) => boolean {
  if (prefixes.length <= fewPrefixes) return (value) => prefixes.some((prefix) => beginsWith(value, prefix));
  const byLength = new Map<number, Set<string>>();
  for (const prefix of prefixes) {
    byLength.set(prefix.length, (byLength.get(prefix.length) ?? new Set()).add(prefix));
  }
  const lengths = [...byLength];
  return (value) => lengths.some(([length, texts]) => texts.has(value.slice(0, length)));
}

/** Compares from the end of the prefix, since that is where ARNs differ. */
function beginsWith(value: string, prefix: string): boolean {
  if (value.length < prefix.length) return false;
  for (let at = prefix.length - 1; at >= 0; at--) {
    if (value.charCodeAt(at) !== prefix.charCodeAt(at)) return false;
  }
  return true;
}

interface FixedGlob {
  readonly kind: "glob";
  readonly glob: Glob;
  /** The longest text that every match contains: most values are told apart by it alone. */
  readonly literal: string;
}

type Shape = { readonly kind: "literal" | "prefix"; readonly text: string } | FixedGlob;

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
  return { kind: "glob", glob: globOf(stretches, reach), literal: longestLiteral(stretches) };
}

function longestLiteral(stretches: readonly Stretch[]): string {
  return stretches
    .flatMap(({ text, wild }) => (wild ? text.split(/[*?]/) : [text]))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), "");
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
