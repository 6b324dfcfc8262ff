import { evaluationRows } from "./evaluation";
import { previewRows, SkippedError } from "./preview";
import type { Row } from "./row";
import { startRows } from "./start";
import { tableOf } from "./table";

/** What the figures are, below the table. */
const notes = [
  "Medians of samples taken in turn. Program: processor time of one evaluation in a warm process. npm start and",
  "preview: time until the command is done. A flat program registers the same resources by plain `new`, values and",
  "references written out. Resources: all that are registered, with the stack, its providers and its components.",
  "Each: apilink's time for one of them.",
];

async function main(): Promise<void> {
  const rows: Row[] = [];
  const skipped: string[] = [];
  for (const measure of [evaluationRows, startRows, previewRows]) {
    try {
      rows.push(...(await measure()));
    } catch (error) {
      if (!(error instanceof SkippedError)) throw error;
      skipped.push(`preview: skipped, since ${error.message}`);
    }
  }
  process.stdout.write(`${[tableOf(rows), "", ...skipped, ...notes].join("\n")}\n`);
}

void main();
