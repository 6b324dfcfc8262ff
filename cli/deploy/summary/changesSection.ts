import { plural } from "../../layout";
import { byComponent, operationsIn, touchedLines } from "../changeLines";
import type { ResourceChange } from "../changes";
import type { Facts } from "./facts";
import { block, code, table } from "./markdown";

/** Changes that are told one by one, and components. */
const most = { touched: 100, components: 200 } as const;

/** How many resources of each component are created, updated, replaced, deleted; what is not merely created, one by one. */
export function changesSection({ command, changed, outcome }: Facts): string {
  if (changed.length === 0) return outcome === undefined ? "" : "### Changes\n\nNone.";
  const title = `### ${command === "preview" ? "Changes to come" : "Changes"}`;
  const there = operationsIn(changed);
  const components = byComponent(changed);
  const rows = components
    .slice(0, most.components)
    .map(({ kind, name, counts }) => [
      `${code(kind)} ${code(name)}`,
      ...there.map((operation) => String(counts.get(operation) ?? "")),
    ]);
  const more = components.length - most.components;
  return [
    title,
    table(["component", ...there], rows),
    ...(more > 0 ? [`And ${plural(more, "more component")}.`] : []),
    ...failed(changed),
    ...(command === "destroy" ? [] : oneByOne(changed)),
  ].join("\n\n");
}

function failed(changed: readonly ResourceChange[]): readonly string[] {
  const count = changed.filter((change) => change.failed).length;
  return count === 0 ? [] : [`Failed: ${plural(count, "change")}.`];
}

function oneByOne(changed: readonly ResourceChange[]): readonly string[] {
  const lines = touchedLines(changed, most.touched);
  return lines.length === 0
    ? []
    : [`<details><summary>One by one</summary>\n\n${block(lines.join("\n"))}\n\n</details>`];
}
