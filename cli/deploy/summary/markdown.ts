import { printable } from "../../../stacks/printable";

/** Longer texts are cut: GitHub takes 65,536 characters for a comment. */
const longest = 8_000;

/**
 * A text as a block that is shown as it is: nothing in it is Markdown, a mention or HTML, whoever wrote it.
 *
 * @param language What to colour it as. @default "text"
 */
export function block(text: string, language = "text"): string {
  const whole = text.length <= longest ? text : `${text.slice(0, longest)}\n(and more)`;
  const shown = whole.split("\n").map(printable).join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
  return `${fence}${language}\n${shown}\n${fence}`;
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

/**
 * A table; the first column is text, the others are figures.
 *
 * @param heading A name a column.
 */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = heading.map((_name, column) => (column === 0 ? "---" : "--:"));
  return [heading, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Sections under one another, with a blank line between. */
export function sections(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
