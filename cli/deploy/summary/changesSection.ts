import { plural } from "../../layout";
import { byComponent, operationsIn, touchedLines } from "../changeLines";
import type { ResourceChange } from "../changes";
import type { Facts } from "./facts";
import { block, code, table } from "./markdown";

/** Characters of the table, and of what is told one by one. */
const longest = 4_000;

/** How many resources of each component are created, updated, replaced, deleted; what is not merely created, one by one. */
export function changesSection({ command, changed, outcome }: Facts): string {
  if (changed.length === 0) return outcome === undefined ? "" : "### Changes\n\nNone.";
  const title = `### ${command === "preview" ? "Changes to come" : "Changes"}`;
  const there = operationsIn(changed);
  const rows = byComponent(changed).map(({ kind, name, counts }) => [
    `${code(kind)} ${code(name)}`,
    ...there.map((operation) => String(counts.get(operation) ?? "")),
  ]);
  return [
    title,
    table(["component", ...there], rows, { noun: "component", longest }),
    ...failed(changed),
    ...(command === "destroy" ? [] : oneByOne(changed)),
  ].join("\n\n");
}

function failed(changed: readonly ResourceChange[]): readonly string[] {
  const count = changed.filter((change) => change.failed).length;
  return count === 0 ? [] : [`Failed: ${plural(count, "change")}.`];
}

function oneByOne(changed: readonly ResourceChange[]): readonly string[] {
  const lines = touchedLines(changed, Infinity);
  return lines.length === 0
    ? []
    : [`<details><summary>One by one</summary>\n\n${block(lines.join("\n"), { longest })}\n\n</details>`];
}
