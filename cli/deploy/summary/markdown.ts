import { printable } from "../../../stacks/printable";
import { plural } from "../../layout";

/** Characters of a whole text: two of them fit into one comment, of which GitHub takes 65,536. */
export const longestWhole = 30_000;

/** Characters of a block or a table. */
const longestPart = 2_500;

/** As many a fence needs at most to be longer than any in its text: a text of nothing but backticks has no more. */
const longestTicks = 10;

export interface BlockOptions {
  /** Characters that are shown; lines beyond them are counted. @default 2500 */
  readonly longest?: number;
  /** What to colour it as. @default "text" */
  readonly language?: string;
  /** Lines that are shown in any case, at the end. */
  readonly last?: readonly string[];
}

/** A text as a block that is shown as it is: nothing in it is Markdown, a mention or HTML, whoever wrote it. */
export function block(
  text: string,
  { longest = longestPart, language = "text", last = [] }: BlockOptions = {},
): string {
  const kept = fitting(
    text.split("\n").map(shownLine),
    longest,
    (left) => `(and ${plural(left, "more line")})`,
  );
  const shown = [...kept, ...last.map(shownLine)].join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
}

function shownLine(line: string): string {
  return printable(line).replace(/`{11,}/g, `${"`".repeat(longestTicks)}…`);
}

/** The first lines that have room, and how many have none; of a first one that is too long, its beginning. */
function fitting(
  lines: readonly string[],
  longest: number,
  more: (left: number) => string,
): readonly string[] {
  const cut = roomFor(lines, longest);
  if (cut === lines.length) return lines;
  if (cut > 0) return [...lines.slice(0, cut), more(lines.length - cut)];
  const beginning = `${(lines[0] ?? "").slice(0, longest)}…`;
  return lines.length === 1 ? [beginning] : [beginning, more(lines.length - 1)];
}

/** How many of the first lines have room. */
function roomFor(lines: readonly string[], longest: number): number {
  let room = longest;
  const cut = lines.findIndex((line) => (room -= line.length + 1) < 0);
  return cut === -1 ? lines.length : cut;
}

/** A short text as code in a sentence or a table: shown as it is, on one line. */
export function code(text: string): string {
  const shown = printable(text).replaceAll("|", "\\|");
  const fence = "`".repeat(longestRun(shown) + 1);
  // One blank at each end is dropped; it keeps a backtick at the end of the text off the fence.
  const gap = shown.startsWith("`") || shown.endsWith("`") || shown === "" ? " " : "";
  return `${fence}${gap}${shown}${gap}${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

export interface TableOptions {
  /** What a row is, for those beyond the limit, which are counted. */
  readonly noun: string;
  /** Characters of all rows. @default 2500 */
  readonly longest?: number;
}

/**
 * A table; the first column is text, the others are figures.
 *
 * @param heading A name a column.
 */
export function table(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { noun, longest = longestPart }: TableOptions,
): string {
  const rule = heading.map((_name, column) => (column === 0 ? "---" : "--:"));
  const lines = rows.map(rowOf);
  const kept = lines.slice(0, roomFor(lines, longest));
  const left = lines.length - kept.length;
  const shown = [rowOf(heading), rowOf(rule), ...kept].join("\n");
  return left === 0 ? shown : `${shown}\n\nAnd ${plural(left, `more ${noun}`)}.`;
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/**
 * Sections under one another, with a blank line between. Each keeps to its own limit; whole ones are left out, and counted,
 * should they still be too long together.
 */
export function sections(parts: readonly string[]): string {
  const filled = parts.filter((part) => part !== "");
  let room = longestWhole - 100;
  const kept = filled.filter((part) => {
    const fits = part.length + 2 <= room;
    if (fits) room -= part.length + 2;
    return fits;
  });
  const left = filled.length - kept.length;
  const whole = left === 0 ? kept : [...kept, `Left out, for its length: ${plural(left, "section")}.`];
  return `${whole.join("\n\n")}\n`;
}
