import { isMapping } from "../../stacks/mapping";
import type { Canonical } from "./canonical";

/** So many values of an element are shown. */
const mostShown = 4;

/** A statement of a policy as a phrase, for example `Allow execute-api:Invoke on execute-api:/* to everyone`. */
export function statementText(statement: Canonical): string {
  if (!isMapping(statement)) return JSON.stringify(statement);
  const elements = statement as Readonly<Record<string, Canonical>>;
  const told = phrases.flatMap(([key, word]) => {
    const value = elements[key];
    return value === undefined ? [] : [`${word}${isPrincipal(key) ? whom(value) : valueText(value)}`];
  });
  const conditions = isMapping(elements["Condition"])
    ? Object.entries(elements["Condition"] as Readonly<Record<string, Canonical>>).map(conditionText)
    : [];
  return [...told, ...(conditions.length === 0 ? [] : [`if ${conditions.join(" and ")}`])].join(" ");
}

/** The elements of a statement, in the order of a sentence. */
const phrases: readonly (readonly [key: string, word: string])[] = [
  ["Effect", ""],
  ["Action", ""],
  ["NotAction", "anything but "],
  ["Resource", "on "],
  ["NotResource", "on anything but "],
  ["Principal", "to "],
  ["NotPrincipal", "to anyone but "],
];

function isPrincipal(key: string): boolean {
  return key === "Principal" || key === "NotPrincipal";
}

function whom(principal: Canonical): string {
  if (principal === "*") return "everyone";
  if (!isMapping(principal)) return valueText(principal);
  const kinds = Object.entries(principal as Readonly<Record<string, Canonical>>);
  return kinds
    .map(([kind, value]) => (value === "*" ? "everyone" : `${kind} ${valueText(value)}`))
    .join(", ");
}

function conditionText([operator, keys]: readonly [string, Canonical]): string {
  if (!isMapping(keys)) return `${operator} ${valueText(keys)}`;
  return Object.entries(keys as Readonly<Record<string, Canonical>>)
    .map(([key, value]) => `${key} ${operator} ${valueText(value)}`)
    .join(" and ");
}

function valueText(value: Canonical): string {
  const values = Array.isArray(value) ? (value as readonly Canonical[]) : [value];
  const texts = values.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  const more = texts.length - mostShown;
  return more <= 0 ? texts.join(", ") : `${texts.slice(0, mostShown).join(", ")} and ${more} more`;
}
