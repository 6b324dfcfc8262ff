import { statuses } from "../../io";
import { totalOf } from "../conclusion";
import { recoveryLines } from "../recoveryLines";
import { changesSection } from "./changesSection";
import { policyLines } from "../policyLines";
import { costSection } from "./costSection";
import type { Facts } from "./facts";
import { findingsSection } from "./findingsSection";
import { block, code, sections } from "./markdown";
import { matrixSection } from "./matrixSection";

/** A run as Markdown, for a pull request or a job's page: whole at every point of the run, and without any secret. */
export function summaryText(facts: Facts): string {
  const { outcome, failure, recovery } = facts;
  return sections([
    `## ${headingOf(facts)}`,
    outcome === undefined ? "" : `${totalOf(outcome.changes)}.`,
    failure === undefined ? "" : `### Why\n\n${block(failure.message ?? failure.kind)}`,
    recovery === undefined ? "" : `### Recovered\n\n${block(recoveryLines(recovery).join("\n"))}`,
    policySection(facts),
    changesSection(facts),
    matrixSection(facts),
    costSection(facts),
    findingsSection(facts),
  ]);
}

function policySection({ remarks = [], failure }: Facts): string {
  const isTold = failure?.kind === "PolicyViolationError";
  const lines = policyLines(remarks.filter(({ kind }) => !(isTold && kind === "violation")));
  return lines.length === 0 ? "" : `### Policies\n\n${block(lines.join("\n"))}`;
}

function headingOf({ command, run, status, failure }: Facts): string {
  const what =
    run === undefined
      ? command
      : `${command} of ${code(run.stack)} on ${run.lab ? "the embedded cloud" : "AWS"}`;
  return `${what}: ${wordOf(status, failure !== undefined)}`;
}

const failedWords: Readonly<Record<number, string>> = {
  [statuses.usage]: "refused, nothing was changed",
  [statuses.locked]: "locked, nothing was changed",
  [statuses.interrupted]: "interrupted",
};

function wordOf(status: number | undefined, failed: boolean): string {
  if (status === undefined) return "not finished";
  if (failed) return failedWords[status] ?? "failed";
  return status === statuses.ok ? "done" : "done, and not as it should be";
}
