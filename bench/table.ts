import type { Row } from "./row";

const titles = ["Measurement", "Resources", "apilink", "Baseline", "Ratio", "At most", "Each"];

/** The measurements as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const cells = [titles, ...rows.map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const [head = [], ...body] = cells;
  return [line(head), line(rule), ...body.map(line)].join("\n");
}

function cellsOf({ what, resources, apilink, baseline, target }: Row): string[] {
  return [
    what,
    resources === undefined ? "" : String(resources),
    milliseconds(apilink),
    milliseconds(baseline),
    (apilink / baseline).toFixed(2),
    target === undefined ? "" : target.toFixed(2),
    resources === undefined ? "" : `${(apilink / resources).toFixed(2)} ms`,
  ];
}

function milliseconds(time: number): string {
  return `${time.toFixed(0)} ms`;
}

/** Text to the left, figures to the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
