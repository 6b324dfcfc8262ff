import type { Finding, Probe, Report } from "../../verify/contract";
import { distinct, grouped, listed, printable, wrapped } from "../layout";
import type { View } from "./view";

/** Every probe that is not as it should be: one paragraph for all forms and callers that fail for the same reason. */
export function brokenLines(report: Report, view: View): string[] {
  const wrong = report.probes.filter(({ ok }) => !ok);
  const pairs = grouped(wrong, ({ from, to, linked }) => JSON.stringify([from, to, linked]));
  const lines = pairs.flatMap((probes) => pairLines(probes, report, view));
  return lines.length === 0 ? [] : [view.paint("bold", "Not as it should be"), ...lines];
}

function pairLines(probes: readonly Probe[], report: Report, view: View): string[] {
  const [first] = probes;
  if (first === undefined) return [];
  const { from, to, linked } = first;
  const what = linked ? "linked, but not answered" : "not linked, but answered: isolation is broken";
  const reasons = grouped(probes, ({ explanation }) => explanation);
  return [
    `  ${view.paint("red", `${from} -> ${to}`)}  ${what}`,
    ...reasons.flatMap((group) => reasonLines(group, view)),
    ...hintsFor(first, report).flatMap((hint) => wrapped(hint, { width: view.width, first: "    -> " })),
  ];
}

function reasonLines(probes: readonly Probe[], { width }: View): string[] {
  const [first] = probes;
  if (first === undefined) return [];
  const forms = distinct(probes.map(formOf)).join(", ");
  const sources = listed(distinct(probes.map(({ source }) => source)), 4);
  return [
    ...wrapped(`${forms} from ${sources}: ${first.outcome}`, { width, first: "    " }),
    ...wrapped(printable(first.explanation), { width, first: "      " }),
  ];
}

/** A form, and whose endpoint it names where it names one. */
function formOf({ form, through, client }: Probe): string {
  const way = through === null ? form : `${form} of ${through}`;
  return client === "browser" ? `${way} in a browser` : way;
}

/** What to do about a pair, as the findings about it say. */
function hintsFor(probe: Probe, { findings, links }: Report): readonly string[] {
  const about = findings.filter((finding) => isAbout(finding, probe, links));
  return distinct(about.map(({ hint }) => printable(hint)));
}

/** Whether a finding says of a probe that it is not as it should be. */
function isAbout({ rule, where }: Finding, { from, to, linked }: Probe, links: Report["links"]): boolean {
  if (rule === "isolation-broken") return !linked && where === `apis.${to}`;
  if (rule !== "link-broken" || !linked) return false;
  const link = links[Number(/^links\[(\d+)\]$/.exec(where)?.[1])];
  return link?.from === from && link.to === to;
}

/** Errors that no probe tells. */
export function otherErrors({ probes, findings, links }: Report): readonly Finding[] {
  const wrong = probes.filter(({ ok }) => !ok);
  return findings.filter(
    (finding) => finding.severity === "error" && !wrong.some((probe) => isAbout(finding, probe, links)),
  );
}
