import { printable } from "../../stacks/printable";
import type { Difference, DoctorLink, DoctorReport } from "../../verify/doctor/report";
import { kindOf } from "../../verify/doctor/wording";
import { findingLines } from "../checkText/findings";
import { otherErrors } from "../checkText/broken";
import { listed, plural, wrapped } from "../layout";
import type { Paint, Style } from "../paint";

export interface DoctorView {
  readonly width: number;
  readonly paint: Paint;
  /** Everything, however much there is. */
  readonly verbose: boolean;
}

/** So many differences that decide no link are shown without --verbose. */
const mostShown = 20;

/** The text of `apilink doctor`, line by line: the links, what is different besides, what could not be read, and the verdict. */
export function doctorText(report: DoctorReport, view: DoctorView): string[] {
  const sections = [
    linksLines(report, view),
    deploymentLines(report, view),
    differenceLines(report, view),
    unreadLines(report, view),
    findingLines("Errors", otherErrors(report.report), view),
    wrapped(conclusion(report, view), { width: view.width, first: "", rest: "  " }),
  ];
  return sections
    .filter(({ length }) => length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

const styles: Readonly<Record<DoctorLink["state"], Style>> = {
  ok: "green",
  broken: "red",
  unknown: "yellow",
};

function linksLines({ links }: DoctorReport, view: DoctorView): string[] {
  if (links.length === 0) return [];
  return [view.paint("bold", "Links"), ...links.flatMap((link) => linkLines(link, view))];
}

function linkLines(
  { from, to, through, state, explanation, settings }: DoctorLink,
  view: DoctorView,
): string[] {
  const way = through === from ? "" : ` (through ${through})`;
  return [
    `  ${from} -> ${to}${way}  ${view.paint(styles[state], state)}`,
    ...(state === "ok" && !view.verbose
      ? []
      : wrapped(printable(explanation), { width: view.width, first: "      " })),
    ...settings.flatMap((difference) => differenceLine(difference, view, "      -> ")),
  ];
}

function differenceLine(
  { text, account, region }: Difference,
  { width }: DoctorView,
  first: string,
): string[] {
  return wrapped(`${printable(text)} (${account} ${region})`, { width, first });
}

/** What stands in the account and not on the stage: the next deployment changes it. */
function deploymentLines({ deployments }: DoctorReport, view: DoctorView): string[] {
  const lines = deployments.flatMap(({ api, stage, published, next }) => {
    const what =
      published === "unknown"
        ? "what was published is neither the program's nor what the API is now"
        : "shows the program's, while the API has been changed since";
    const changes = next.map(({ from, to, ok }) => `${from} -> ${to} ${ok ? "would work" : "would break"}`);
    const then =
      changes.length === 0
        ? "the next deployment changes no link"
        : `with the next deployment ${listed(changes)}`;
    return wrapped(`${api} ${stage}: ${what}; ${then}`, { width: view.width, first: "  ", rest: "      " });
  });
  return lines.length === 0 ? [] : [view.paint("bold", "Deployments"), ...lines];
}

function differenceLines({ links, differences }: DoctorReport, view: DoctorView): string[] {
  const told = new Set(links.flatMap(({ settings }) => settings));
  const others = differences.filter((difference) => !told.has(difference));
  if (others.length === 0) return [];
  const shown = view.verbose ? others : others.slice(0, mostShown);
  const more = others.length - shown.length;
  return [
    view.paint(
      "bold",
      told.size === 0 ? "Differences from the program" : "Other differences from the program",
    ),
    ...shown.flatMap((difference) => differenceLine(difference, view, "  ")),
    ...(more === 0 ? [] : [`  and ${more} more: --verbose shows them all`]),
  ];
}

function unreadLines({ unread }: DoctorReport, view: DoctorView): string[] {
  if (unread.length === 0) return [];
  return [
    view.paint("bold", "Not read"),
    ...unread.flatMap(({ account, region, permission, message, types }) => {
      const why = permission === null ? printable(message) : `${permission} is missing`;
      const what = listed(
        types.map((type) => plural(2, kindOf(type)).slice(2)),
        4,
      );
      return wrapped(`${account} ${region}: ${why}, so of ${what} nothing is known`, {
        width: view.width,
        first: "  ",
        rest: "      ",
      });
    }),
  ];
}

function conclusion(
  { stack, ok, links, differences, unread, report }: DoctorReport,
  { paint }: DoctorView,
): string {
  const count = (state: DoctorLink["state"]): number => links.filter((link) => link.state === state).length;
  const parts = [
    ok ? paint("green", "ok") : paint("red", "not as it should be"),
    `${count("ok")} of ${plural(links.length, "link")} ok`,
    ...(count("broken") === 0 ? [] : [`${count("broken")} broken`]),
    ...(count("unknown") === 0 ? [] : [`${count("unknown")} unknown`]),
    plural(differences.length, "difference"),
    ...(unread.length === 0 ? [] : [`${unread.length} not read`]),
    plural(report.resources, "resource"),
  ];
  return `${stack}: ${parts.join(", ")}`;
}
