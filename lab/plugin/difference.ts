import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../resource";

/** One input that is not what it was. */
export interface Difference {
  readonly property: string;
  readonly kind: "add" | "delete" | "update";
  /** AWS cannot change it in place. */
  readonly replaces: boolean;
}

/** Compares inputs property by property; null is the same as nothing. */
export function differences(
  before: Properties,
  after: Properties,
  replaceOn: readonly string[],
): readonly Difference[] {
  const properties = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return properties.flatMap((property) => {
    const kind = kindOf(before[property] ?? undefined, after[property] ?? undefined);
    return kind === undefined ? [] : [{ property, kind, replaces: replaceOn.includes(property) }];
  });
}

function kindOf(before: unknown, after: unknown): Difference["kind"] | undefined {
  if (isDeepStrictEqual(before, after)) return undefined;
  if (before === undefined) return "add";
  return after === undefined ? "delete" : "update";
}
