import type { Finding, Report } from "../../verify/contract";
import { brokenLines, otherErrors } from "../checkText/broken";
import { conclusion as verdict } from "../checkText/conclusion";
import { findingLines } from "../checkText/findings";
import { matrixOf } from "../checkText/matrix";
import { matrixLines } from "../checkText/matrixLines";
import type { View } from "../checkText/view";
import type { Checked } from "./checked";
import { componentTable, touchedLines } from "./changeLines";
import { conclusion } from "./conclusion";
import type { Outcome, RunName } from "./events";

/** The check before a run: a line where all is as it should be, and else what is not. */
export function beforeLines({ report, topology }: Checked, view: View): readonly string[] {
  if (report.ok) return [`check of the program: ${verdict(report, view)}`];
  return [
    ...matrixIn({ report, topology }, view),
    ...wrongIn(report, view),
    `check of the program: ${verdict(report, view)}`,
  ];
}

/** The check after a run: who can call what now, and what to look at although it works. */
export function afterLines({ report, topology }: Checked, view: View): readonly string[] {
  return [
    ...matrixIn({ report, topology }, view),
    ...wrongIn(report, view),
    ...section(findingLines("Warnings", warningsIn(report), view)),
    `check of what is deployed: ${verdict(report, view)}`,
  ];
}

function matrixIn({ report, topology }: Pick<Checked, "report" | "topology">, view: View): readonly string[] {
  const hasApis = Object.keys(topology.apis).length > 0;
  return hasApis ? section(matrixLines(matrixOf(report, topology), { ...view, whole: false })) : [];
}

function warningsIn({ findings }: Report): readonly Finding[] {
  return findings.filter(({ severity }) => severity === "warning");
}

/** Everything that is broken. */
function wrongIn(report: Report, view: View): readonly string[] {
  return [
    ...section(brokenLines(report, view)),
    ...section(findingLines("Errors", otherErrors(report), view)),
  ];
}

/**
 * What a run has changed, or would.
 *
 * @param seen Whether the reader has seen each component's progress, but no single change.
 */
export function outcomeLines(run: RunName, outcome: Outcome, seen: boolean): string[] {
  const { changed } = outcome;
  const isPlan = run.command === "preview";
  const table = isPlan ? componentTable(changed) : [];
  const touched = isPlan || (seen && run.command === "up") ? touchedLines(changed) : [];
  return [...section(table), ...section(touched), conclusion(run, outcome).trimEnd()];
}

function section(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ""];
}
