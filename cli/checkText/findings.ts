import type { Finding } from "../../verify/contract";
import { distinct, grouped, listed, wrapped } from "../layout";
import { printable } from "../../stacks/printable";
import type { View } from "./view";

/** Warnings of one rule that are told one by one; errors are told all. */
const most = 5;

/** Findings under a title, those of one rule together, and below them once what to do about them. */
export function findingLines(title: string, findings: readonly Finding[], view: View): string[] {
  if (findings.length === 0) return [];
  const rules = grouped(findings, ({ rule }) => rule);
  return [view.paint("bold", title), ...rules.flatMap((group) => ruleLines(group, view))];
}

function ruleLines(findings: readonly Finding[], view: View): string[] {
  const style = findings.some(({ severity }) => severity === "error") ? "red" : "yellow";
  return [
    `  ${view.paint(style, findings[0]?.rule ?? "")}`,
    ...grouped(findings, ({ hint }) => hint).flatMap((group) => hintLines(group, view)),
  ];
}

function hintLines(findings: readonly Finding[], { width, verbose }: View): string[] {
  const same = grouped(findings, ({ message }) => message);
  const limit = verbose || findings.some(({ severity }) => severity === "error") ? Infinity : most;
  const more = same.slice(limit).flat().length;
  const hint = findings[0]?.hint ?? "";
  return [
    ...same.slice(0, limit).flatMap((group) => {
      const places = listed(distinct(group.map(({ where }) => printable(where))), limit);
      return wrapped(`${places}: ${printable(group[0]?.message ?? "")}`, {
        width,
        first: "    ",
        rest: "      ",
      });
    }),
    ...(more === 0 ? [] : [`    and ${more} more: --verbose shows all`]),
    ...(hint === "" ? [] : wrapped(printable(hint), { width, first: "    -> " })),
  ];
}
