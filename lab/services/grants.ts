import { isMapping } from "../../stacks/mapping";
import type { Properties } from "../resource";

/**
 * What somebody asks for. Conditions are taken as met where they speak of what the context does not tell: of requests that nobody
 * has made yet.
 */
export interface Ask {
  readonly action: string;
  /** @default - any: some resource is enough */
  readonly resource?: string;
  /** Whom a policy on a resource must name. @default - nobody: an identity's own policy */
  readonly principal?: (principal: Principal) => boolean;
  /** By condition key, what is known of the request already. @default - nothing */
  readonly context?: Readonly<Record<string, string>>;
}

/** One that a statement names: the kind, such as `AWS` or `Service`, and the name. `*` alone is everybody, kind `AWS`. */
export interface Principal {
  readonly kind: string;
  readonly name: string;
}

/** Whether the policy documents together allow it: one statement does, and none that has no conditions denies it. */
export function grants(documents: readonly string[], ask: Ask): boolean {
  const speaking = documents.flatMap(statementsOf).filter((statement) => speaksOf(statement, ask));
  const denied = speaking.some(
    (statement) => statement["Effect"] === "Deny" && !isMapping(statement["Condition"]),
  );
  return !denied && speaking.some((statement) => statement["Effect"] === "Allow");
}

/** Everyone that the statements of a document name, in the order of the document. */
export function principalsOf(document: string): readonly Principal[] {
  return statementsOf(document).flatMap(({ Principal: principal }) => namedBy(principal));
}

function statementsOf(document: string): readonly Properties[] {
  const parsed: unknown = JSON.parse(document);
  const statement: unknown = isMapping(parsed) ? parsed["Statement"] : [];
  return (Array.isArray(statement) ? statement : [statement]).filter(isMapping);
}

function speaksOf(statement: Properties, { action, resource, principal, context = {} }: Ask): boolean {
  return (
    covers(statement, "Action", action, "i") &&
    (resource === undefined || covers(statement, "Resource", resource)) &&
    (principal === undefined || namedBy(statement["Principal"]).some(principal)) &&
    Object.entries(context).every(([key, value]) => mayMeet(statement["Condition"], key, value))
  );
}

/** The operators that compare with patterns, or with whole texts. */
const likenesses: ReadonlySet<string> = new Set(["ArnEquals", "ArnLike", "StringLike"]);
const equalities: ReadonlySet<string> = new Set(["StringEquals"]);

/** Whether no operator that is known here refuses the value of a condition key. */
function mayMeet(condition: unknown, key: string, value: string): boolean {
  return Object.entries(isMapping(condition) ? condition : {}).every(([operator, tests]) => {
    const wanted = listOf(isMapping(tests) ? tests[key] : undefined);
    if (wanted.length === 0) return true;
    if (equalities.has(operator)) return wanted.includes(value);
    return !likenesses.has(operator) || wanted.some((pattern) => likeness(pattern, "").test(value));
  });
}

/** Whether a statement's element, or the lack of its value in the element's negation, takes the value in. */
function covers(statement: Properties, element: string, value: string, flags = ""): boolean {
  const not = statement[`Not${element}`];
  const patterns = listOf(not ?? statement[element]);
  const matches = patterns.some((pattern) => likeness(pattern, flags).test(value));
  return not === undefined ? matches : !matches;
}

function likeness(pattern: string, flags: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, `${flags}s`);
}

function namedBy(principal: unknown): readonly Principal[] {
  if (principal === "*") return [{ kind: "AWS", name: "*" }];
  if (!isMapping(principal)) return [];
  return Object.entries(principal).flatMap(([kind, names]) => listOf(names).map((name) => ({ kind, name })));
}

function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
}
