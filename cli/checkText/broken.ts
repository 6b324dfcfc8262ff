import { groupBy } from "../../components/groupBy";
import type { Finding, Probe, Report } from "../../verify/contract";
import { distinct, grouped, listed, wrapped } from "../layout";
import { printable } from "../../stacks/printable";
import type { View } from "./view";

/** Every probe that is not as it should be: one paragraph for all forms and callers that fail for the same reason. */
export function brokenLines(report: Report, view: View): string[] {
  const wrong = report.probes.filter(({ ok }) => !ok);
  const pairs = grouped(wrong, ({ from, to, linked }) => JSON.stringify([from, to, linked]));
  const about = groupBy(report.findings, (finding) => faultTold(finding, report.links) ?? "");
  const lines = pairs.flatMap((probes) => pairLines(probes, about, view));
  return lines.length === 0 ? [] : [view.paint("bold", "Not as it should be"), ...lines];
}

/** Findings by the fault that they tell. */
type Told = ReadonlyMap<string, readonly Finding[]>;

function pairLines(probes: readonly Probe[], about: Told, view: View): string[] {
  const [first] = probes;
  if (first === undefined) return [];
  const { from, to, linked } = first;
  const what = linked ? "linked, but not answered" : "not linked, but answered: isolation is broken";
  const reasons = grouped(probes, ({ explanation }) => explanation);
  return [
    `  ${view.paint("red", `${from} -> ${to}`)}  ${what}`,
    ...reasons.flatMap((group) => reasonLines(group, view)),
    ...hintsFor(first, about).flatMap((hint) => wrapped(hint, { width: view.width, first: "    -> " })),
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
function hintsFor(probe: Probe, about: Told): readonly string[] {
  return distinct((about.get(faultOf(probe)) ?? []).map(({ hint }) => printable(hint)));
}

/** What is wrong where a probe is not as it should be: a link that is broken, or an API that is open. */
function faultOf({ from, to, linked }: Pick<Probe, "from" | "to" | "linked">): string {
  return linked ? `link ${from} ${to}` : `api ${to}`;
}

/** The fault that a finding tells; undefined of one that no probe tells. */
function faultTold({ rule, where }: Finding, links: Report["links"]): string | undefined {
  if (rule === "isolation-broken") return `api ${where.replace(/^apis\./, "")}`;
  if (rule !== "link-broken") return undefined;
  const link = links[Number(/^links\[(\d+)\]$/.exec(where)?.[1])];
  return link && faultOf({ ...link, linked: true });
}

/** Errors that no probe tells. */
export function otherErrors({ probes, findings, links }: Report): readonly Finding[] {
  const told = new Set(probes.filter(({ ok }) => !ok).map(faultOf));
  return findings.filter(
    (finding) => finding.severity === "error" && !told.has(faultTold(finding, links) ?? ""),
  );
}
