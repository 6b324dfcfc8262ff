import type { Row } from "./row";

const titles = ["Measurement", "Count", "apilink", "Baseline", "Ratio", "At most", "Each"];

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

function cellsOf({ what, count, unit = "ms", apilink, baseline, target }: Row): string[] {
  return [
    what,
    count === undefined ? "" : String(count),
    figure(apilink, unit),
    figure(baseline, unit),
    figure(apilink / baseline),
    target === undefined ? "" : figure(target),
    count === undefined || unit !== "ms" ? "" : figure(apilink / count, unit),
  ];
}

/** Whole numbers where they are large, else two digits behind the point, or two that count. */
function figure(value: number, unit = ""): string {
  const text =
    value >= 10
      ? value.toFixed(0)
      : value >= 0.1
        ? value.toFixed(2)
        : Number(value.toPrecision(2)).toString();
  return unit === "" ? text : `${text} ${unit}`;
}

/** Text to the left, figures to the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}
