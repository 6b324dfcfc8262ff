import { compare } from "../../../components/compare";
import type { Topology } from "../../../stacks/topology/types";
import { matrixOf } from "../../checkText/matrix";
import { matrixLines } from "../../checkText/matrixLines";
import { plain } from "../../paint";
import type { Checked } from "../checked";
import { laterOf, type Facts } from "./facts";
import { block } from "./markdown";

const view = { width: 100, paint: plain, whole: false } as const;

/** Characters of each matrix. */
const longest = 4_000;

/** Who can call what, before and after; once where that is the same. */
export function matrixSection(facts: Facts): string {
  const [before, after] = [matrixIn(facts.before), matrixIn(laterOf(facts))];
  const title = "### Who can call what";
  if (before === undefined && after === undefined) return "";
  if (before === after) return [title, "Before and after:", block(after ?? "", { longest })].join("\n\n");
  return [title, `Before:${shown(before)}`, `After:${shown(after)}`].join("\n\n");
}

function matrixIn(checked: Checked | undefined): string | undefined {
  if (checked === undefined || Object.keys(checked.topology.apis).length === 0) return undefined;
  return matrixLines(matrixOf(checked.report, byName(checked.topology)), view).join("\n");
}

/** A state does not keep the order in which a topology is written. */
function byName({ networks, apis }: Topology): Pick<Topology, "networks" | "apis"> {
  return { networks: sorted(networks), apis: sorted(apis) };
}

function sorted<Entry>(entries: Readonly<Record<string, Entry>>): Record<string, Entry> {
  return Object.fromEntries(Object.entries(entries).sort(([one], [other]) => compare(one, other)));
}

function shown(matrix: string | undefined): string {
  return matrix === undefined ? " nothing that is known." : `\n\n${block(matrix, { longest })}`;
}
