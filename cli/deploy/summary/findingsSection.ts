import { conclusion } from "../../checkText/conclusion";
import { brokenLines, otherErrors } from "../../checkText/broken";
import { findingLines } from "../../checkText/findings";
import { plain } from "../../paint";
import { laterOf, type Facts } from "./facts";
import { block } from "./markdown";

const view = { width: 100, paint: plain, verbose: false } as const;

/** Characters of what is found. */
const longest = 4_500;

/** What the check says of the end, or, where the run never got there, of the program. */
export function findingsSection(facts: Facts): string {
  const report = (laterOf(facts) ?? facts.program)?.report;
  if (report === undefined) return "";
  const warnings = report.findings.filter(({ severity }) => severity === "warning");
  const lines = [
    ...brokenLines(report, view),
    ...findingLines("Errors", otherErrors(report), view),
    ...findingLines("Warnings", warnings, view),
  ];
  const last = [conclusion(report, view)];
  if (lines.length === 0) return `### Findings\n\n${block(last.join("\n"))}`;
  return `### Findings\n\n${block(lines.join("\n"), { longest, last })}`;
}
