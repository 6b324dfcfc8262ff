/** What a mapping template writes. */
export interface Rendered {
  readonly body: string;
  /** Headers that the template sets by `$context.responseOverride.header`. */
  readonly headers: Readonly<Record<string, string>>;
}

type Value = string | readonly string[];

/**
 * Renders the part of the Velocity Template Language that the mock backend is written in: `#set` with texts, lists, other
 * variables and `$input.params("name")`, and `#if` with `== ""` or `.contains(…)`.
 *
 * @param headers Of the request, by name as sent.
 * @returns undefined for a template that uses anything else.
 */
export function render(template: string, headers: Readonly<Record<string, string>>): Rendered | undefined {
  // Most templates are plain text.
  if (!/[$#]/.test(template)) return { body: template, headers: {} };
  const variables = new Map<string, Value>();
  const overrides: Record<string, string> = {};
  let body = "";
  let skipping = 0;
  let open = 0;
  for (const part of template.split(/(#set\(.*\)(?=#|\n|$)\n?|#if\(.*?\)(?=#|\n|$)\n?|#end\n?)/)) {
    const directive = part.trimEnd();
    if (directive === "#end" && open > 0) {
      open -= 1;
      skipping = Math.max(0, skipping - 1);
    } else if (directive.startsWith("#if(")) {
      const holds = condition(directive.slice(4, -1), variables);
      if (holds === undefined) return undefined;
      open += 1;
      skipping = skipping > 0 || !holds ? skipping + 1 : 0;
    } else if (directive.startsWith("#set(")) {
      if (skipping === 0 && !assign(directive.slice(5, -1), variables, overrides, headers)) return undefined;
    } else if (skipping === 0) {
      if (/[$#]/.test(part)) return undefined;
      body += part;
    }
  }
  return { body, headers: overrides };
}

const override = "$context.responseOverride.header.";

function assign(
  text: string,
  variables: Map<string, Value>,
  overrides: Record<string, string>,
  headers: Readonly<Record<string, string>>,
): boolean {
  const [, target = "", expression = ""] = /^(\S+) = (.*)$/.exec(text) ?? [];
  const value = evaluate(expression, variables, headers);
  if (value === undefined || !target.startsWith("$")) return false;
  if (!target.startsWith(override)) {
    variables.set(target, value);
    return true;
  }
  if (typeof value !== "string") return false;
  overrides[target.slice(override.length)] = value;
  return true;
}

function evaluate(
  expression: string,
  variables: ReadonlyMap<string, Value>,
  headers: Readonly<Record<string, string>>,
): Value | undefined {
  const [, parameter] = /^\$input\.params\("([^"]*)"\)$/.exec(expression) ?? [];
  if (parameter !== undefined) return headers[parameter] ?? "";
  if (expression.startsWith("$")) return variables.get(expression);
  return literal(expression);
}

function literal(text: string): Value | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "string") return value;
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}

function condition(text: string, variables: ReadonlyMap<string, Value>): boolean | undefined {
  const [, compared = "", wanted] = /^(\$\w+) == "([^"]*)"$/.exec(text) ?? [];
  if (wanted !== undefined) return variables.has(compared) ? variables.get(compared) === wanted : undefined;
  const [, list = "", item = ""] = /^(\$\w+)\.contains\((\$\w+)\)$/.exec(text) ?? [];
  const [items, member] = [variables.get(list), variables.get(item)];
  return Array.isArray(items) && typeof member === "string" ? items.includes(member) : undefined;
}
