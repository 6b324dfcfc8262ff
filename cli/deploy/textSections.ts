import { checkText } from "../checkText";
import { conclusion as verdict } from "../checkText/conclusion";
import { matrixOf } from "../checkText/matrix";
import { matrixLines } from "../checkText/matrixLines";
import type { View } from "../checkText/view";
import type { Checked } from "./checked";
import { componentTable, touchedLines } from "./changeLines";
import { conclusion } from "./conclusion";
import type { Outcome, RunName } from "./events";

/** The check before a run: a line where all is as it should be, everything where something is not. */
export function beforeLines(checked: Checked, view: View): string[] {
  const { report } = checked;
  return report.ok ? [`check of the program: ${verdict(report, view)}`] : checkText(report, checked, view);
}

/** The check after a run: who can call what now. */
export function afterLines(checked: Checked, view: View): string[] {
  const { report, topology } = checked;
  if (!report.ok) return checkText(report, checked, view);
  const hasApis = Object.keys(topology.apis).length > 0;
  return [
    ...(hasApis ? [...matrixLines(matrixOf(report, topology), { ...view, whole: false }), ""] : []),
    `check of what is deployed: ${verdict(report, view)}`,
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
