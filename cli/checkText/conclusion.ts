import type { Report } from "../../verify/contract";
import { distinct, plural } from "../layout";
import { otherErrors } from "./broken";
import type { View } from "./view";

/** The last line: whether all is as it should be, or else how much is not, and how much was looked at. */
export function conclusion(report: Report, { paint }: View): string {
  const { stack, ok, links, probes, resources, findings } = report;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const looked = [`${plural(probes.length, "call")} traced`, plural(resources, "resource")];
  const verdict = ok
    ? [paint("green", "ok"), plural(links.length, "link")]
    : [paint("red", faults(report).join(", "))];
  const warned = warnings === 0 ? [] : [plural(warnings, "warning")];
  return `${stack}: ${[...verdict, ...warned, ...looked].join(", ")}`;
}

function faults(report: Report): string[] {
  const { links, probes } = report;
  const broken = links.filter(({ ok }) => !ok).length;
  const open = distinct(
    probes.filter(({ ok, linked }) => !ok && !linked).map(({ from, to }) => `${from} ${to}`),
  ).length;
  const errors = otherErrors(report).length;
  return [
    ...(broken === 0 ? [] : [`${broken} of ${plural(links.length, "link")} broken`]),
    ...(open === 0 ? [] : [`isolation broken ${open === 1 ? "once" : `${open} times`}`]),
    ...(errors === 0 ? [] : [plural(errors, "error")]),
  ];
}
