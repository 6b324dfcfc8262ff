import { checkRows } from "./check";
import { evaluationRows } from "./evaluation";
import { functionRows } from "./functions";
import { policyRows } from "./policies";
import { previewRows, SkippedError } from "./preview";
import type { Row } from "./row";
import { startRows } from "./start";
import { tableOf } from "./table";

/** What the figures are, below the table. */
const notes = [
  "Medians of samples taken in turn. Program: processor time of one evaluation in a warm process. npm start and",
  "preview: time until the command is done. A flat program registers the same resources by plain `new`, values and",
  "references written out; for a preview, both bundle the functions. Check: a process of its own that builds the model",
  "from the resources and follows every call of every caller, in every form, through every endpoint. Count: the resources",
  "that are registered, with the stack, its providers and its components, or the calls that are followed. Each: apilink's",
  "time for one of them. Import: time in a fresh process, from bundles that are made alike. Own time: processor time of a",
  "call whose table answers at once, less that of the table's client.",
];

/** What is measured, by the name that `node bench/run.js NAME…` takes it by. */
const groups: Readonly<Record<string, () => Promise<readonly Row[]>>> = {
  program: evaluationRows,
  check: checkRows,
  policies: policyRows,
  functions: functionRows,
  start: startRows,
  preview: previewRows,
};

/** @param names - of groups; all of them where there is none. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => groups[name] === undefined);
  if (unknown.length > 0) {
    process.stderr.write(`${unknown.join(", ")}: there is ${Object.keys(groups).join(", ")} to measure\n`);
    process.exitCode = 2;
    return;
  }
  const rows: Row[] = [];
  const skipped: string[] = [];
  const chosen = Object.entries(groups).filter(([name]) => names.length === 0 || names.includes(name));
  for (const [, measure] of chosen) {
    try {
      rows.push(...(await measure()));
    } catch (error) {
      if (!(error instanceof SkippedError)) throw error;
      skipped.push(`preview: skipped, since ${error.message}`);
    }
  }
  process.stdout.write(`${[tableOf(rows), "", ...skipped, ...notes].join("\n")}\n`);
}

void main(process.argv.slice(2));
