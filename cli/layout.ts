import { groupBy } from "../components/groupBy";

/** Rows as indented columns, each as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (widest, row) =>
      row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)).concat(widest.slice(row.length)),
    [],
  );
  return rows.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd(),
  );
}

/** A count with its noun. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Several things in one sentence: the first few, and how many more there are. */
export function listed(items: readonly string[], most = 12): string {
  const more = items.length - most;
  return more <= 0 ? items.join(", ") : `${items.slice(0, most).join(", ")} and ${more} more`;
}

/** What comes first in a section of text, and how wide its lines may be. */
export interface Paragraph {
  readonly width: number;
  /** Before the first line. */
  readonly first: string;
  /** Before every other line. @default as many blanks as `first` has characters */
  readonly rest?: string;
}

/** A text in lines; a word that is wider than a line, such as a URL, is left whole. */
export function wrapped(
  text: string,
  { width, first, rest = " ".repeat(first.length) }: Paragraph,
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      [line, empty] = [rest, true];
    }
    line = empty ? `${line}${word}` : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()];
}

/** Items by what they have in common, in the order in which each kind comes first. */
export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly (readonly Item[])[] {
  return [...groupBy(items, keyOf).values()];
}

/** Every different value once, in the order in which each comes first. */
export function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
