import { grouped, plural } from "../layout";
import { columns } from "../layout";
import { printable } from "../../stacks/printable";
import type { ResourceChange } from "./changes";
import { operations, subjectOf, wordsOf } from "./words";

/** How often each operation happens to the resources of one component. */
export interface ComponentChanges {
  readonly kind: string;
  readonly name: string;
  readonly counts: ReadonlyMap<string, number>;
}

/** Changes by component, those of one kind together. */
export function byComponent(changes: readonly ResourceChange[]): readonly ComponentChanges[] {
  const groups = grouped(changes, ({ component: { kind, name } }) => `${kind} ${name}`);
  return groups
    .flatMap((group) => {
      const [first] = group;
      return first === undefined ? [] : [{ ...first.component, counts: countsOf(group) }];
    })
    .sort(
      (one, other) => one.kind.localeCompare(other.kind, "en") || one.name.localeCompare(other.name, "en"),
    );
}

function countsOf(changes: readonly ResourceChange[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { operation } of changes) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return counts;
}

/** The operations that there are among the changes, in the order in which people read them. */
export function operationsIn(changes: readonly ResourceChange[]): readonly string[] {
  const there = new Set<string>(changes.map(({ operation }) => operation));
  return [...operations.filter((operation) => there.has(operation)), ...[...there].filter(isFurther)];
}

function isFurther(operation: string): boolean {
  return !operations.includes(operation);
}

/** A table: a line a component, with how many of its resources are created, updated, replaced, deleted. */
export function componentTable(changes: readonly ResourceChange[]): readonly string[] {
  const there = operationsIn(changes);
  const rows = byComponent(changes).map(({ kind, name, counts }) => [
    `${printable(kind)} ${printable(name)}`,
    ...there.map((operation) => cellOf(operation, counts.get(operation) ?? 0)),
  ]);
  return columns(rows);
}

function cellOf(operation: string, count: number): string {
  return count === 0 ? "" : `${wordsOf(operation).infinitive} ${count}`;
}

/** Changes that are told one by one. */
const most = 20;

/** What does not merely appear, one by one, with the properties that differ: what a reader has to look at twice. */
export function touchedLines(changes: readonly ResourceChange[], limit = most): readonly string[] {
  const touched = changes.filter(({ operation }) => operation !== "create");
  const more = touched.length - limit;
  return [
    ...touched.slice(0, limit).map((change) => `  ${touchedLine(change)}`),
    ...(more <= 0 ? [] : [`  and ${plural(more, "more change")}`]),
  ];
}

/** One change: `replace ec2.Subnet seoul.private-1 (cidrBlock)`. */
export function touchedLine({ operation, properties, ...change }: ResourceChange): string {
  const why = properties.length === 0 ? "" : ` (${properties.map((name) => printable(name)).join(", ")})`;
  return `${wordsOf(operation).infinitive} ${subjectOf(change)}${why}`;
}
