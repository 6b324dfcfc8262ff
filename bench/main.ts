import { checkRows } from "./check";
import { evaluationRows } from "./evaluation";
import { policyRows } from "./policies";
import { previewRows, SkippedError } from "./preview";
import type { Row } from "./row";
import { startRows } from "./start";
import { tableOf } from "./table";

/** What the figures are, below the table. */
const notes = [
  "Medians of samples taken in turn. Program: processor time of one evaluation in a warm process. npm start and",
  "preview: time until the command is done. A flat program registers the same resources by plain `new`, values and",
  "references written out. Check: a process of its own that builds the model from the resources and follows every call",
  "of every caller, in every form, through every endpoint. Count: the resources that are registered, with the stack, its",
  "providers and its components, or the calls that are followed. Each: apilink's time for one of them.",
];

async function main(): Promise<void> {
  const rows: Row[] = [];
  const skipped: string[] = [];
  for (const measure of [evaluationRows, checkRows, policyRows, startRows, previewRows]) {
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
