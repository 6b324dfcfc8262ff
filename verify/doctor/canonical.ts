import { compare } from "../../components/compare";
import { isMapping, type Mapping } from "../../stacks/mapping";

/** A value as it is compared: texts, lists in an order of their own, and mappings without what is empty. */
export type Canonical = string | readonly Canonical[] | { readonly [key: string]: Canonical } | undefined;

/**
 * One value for all the ways in which AWS and a program write the same setting. Lists have no order; one of a single item is the
 * item; what is null, empty or false is absent; numbers and truth values are texts; and a text that is JSON, as policy documents
 * are, is what it holds.
 */
export function canonical(value: unknown): Canonical {
  if (value === null || value === undefined || value === "" || value === false) return undefined;
  if (typeof value === "string") return inText(value);
  if (Array.isArray(value)) return ofList(value);
  if (isMapping(value)) return ofMapping(value);
  return typeof value === "object" ? undefined : `${value as number}`;
}

function inText(text: string): Canonical {
  if (!/^\s*[[{]/.test(text)) return text === "false" ? undefined : text;
  try {
    return canonical(JSON.parse(text));
  } catch {
    return text;
  }
}

function ofList(list: readonly unknown[]): Canonical {
  const items = list.flatMap((item): readonly (readonly [string, Canonical])[] => {
    const known = canonical(item);
    return known === undefined ? [] : [[JSON.stringify(known), known]];
  });
  const unique = [...new Map(items)].sort(([one], [other]) => compare(one, other)).map(([, item]) => item);
  return unique.length > 1 ? unique : unique[0];
}

function ofMapping(mapping: Mapping): Canonical {
  const entries = Object.entries(mapping).flatMap(([key, item]): [string, Canonical][] => {
    const known = canonical(item);
    return known === undefined ? [] : [[key, known]];
  });
  if (entries.length === 0) return undefined;
  return Object.fromEntries(entries.sort(([one], [other]) => compare(one, other)));
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

/** The one place where two values differ, or one of several. */
export interface Place {
  /** Names of properties from the outside inwards; empty where the values differ as a whole. */
  readonly path: readonly string[];
  readonly expected: Canonical;
  readonly found: Canonical;
}

/** Where two canonical values differ, as far inside as it can be told. */
export function placesWhere(
  expected: Canonical,
  found: Canonical,
  path: readonly string[] = [],
): readonly Place[] {
  if (JSON.stringify(expected) === JSON.stringify(found)) return [];
  const [one, other] = [membersOf(expected), membersOf(found)];
  if (one !== undefined && other !== undefined && !areOthers(path, one, other)) {
    return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((key) =>
      placesWhere(one[key], other[key], [...path, key]),
    );
  }
  if (expected === undefined || found === undefined || isText(expected) !== isText(found)) {
    if (!Array.isArray(expected) && !Array.isArray(found)) return [{ path, expected, found }];
  }
  const [missing, extra] = [itemsBeside(expected, found), itemsBeside(found, expected)];
  const [only, ...moreMissing] = missing;
  const [instead, ...moreExtra] = extra;
  const isOneEach = moreMissing.length === 0 && moreExtra.length === 0 && !areOthers(path, only, instead);
  if (isOneEach && membersOf(only) !== undefined && membersOf(instead) !== undefined)
    return placesWhere(only, instead, path);
  return [{ path, expected: joined(missing), found: joined(extra) }];
}

/** Two statements of a policy that differ in more than one element are two statements, and none that was changed. */
function areOthers(path: readonly string[], one: Canonical, other: Canonical): boolean {
  const [members, others] = [membersOf(one), membersOf(other)];
  if (path.at(-1) !== "Statement" || members === undefined || others === undefined) return false;
  const keys = new Set([...Object.keys(members), ...Object.keys(others)]);
  return [...keys].filter((key) => !isSame(members[key], others[key])).length > 1;
}

function membersOf(value: Canonical): Readonly<Record<string, Canonical>> | undefined {
  return isMapping(value) ? value : undefined;
}

function isText(value: Canonical): boolean {
  return typeof value === "string";
}

function itemsBeside(value: Canonical, others: Canonical): readonly Canonical[] {
  const there = new Set(itemsOf(others).map((item) => JSON.stringify(item)));
  return itemsOf(value).filter((item) => !there.has(JSON.stringify(item)));
}

function itemsOf(value: Canonical): readonly Canonical[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly Canonical[]) : [value];
}

function joined(items: readonly Canonical[]): Canonical {
  return items.length > 1 ? items : items[0];
}
