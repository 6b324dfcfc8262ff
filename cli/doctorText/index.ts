import { printable } from "../../stacks/printable";
import type { DoctorLink, DoctorReport } from "../../verify/doctor/report";
import { kindOf } from "../../verify/doctor/wording";
import { findingLines } from "../checkText/findings";
import { otherErrors } from "../checkText/broken";
import { listed, plural, wrapped } from "../layout";
import type { Style } from "../paint";
import { differenceLine } from "./differenceLine";
import { narrow } from "./narrow";
import { openingLines } from "./openings";
import type { DoctorView } from "./view";

export type { DoctorView } from "./view";

/** So many differences that decide no link are shown without --verbose. */
const mostShown = 20;

/** The text of `apilink doctor`, line by line: who gets in without a link, the links, what is different besides, what could not be read, and the verdict. */
export function doctorText(report: DoctorReport, view: DoctorView): string[] {
  const remaining = otherErrors(report.report).filter(({ rule }) => rule !== "isolation-broken");
  const sections = [
    openingLines(report, view),
    linksLines(report, view),
    deploymentLines(report, view),
    differenceLines(report, view),
    unreadLines(report, view),
    findingLines("Errors", remaining, view),
    wrapped(conclusion(report, view), { width: view.width, first: "", rest: "  " }),
  ];
  const lines = sections
    .filter(({ length }) => length > 0)
    .flatMap((section, index) => (index === 0 ? section : ["", ...section]));
  return narrow(lines, view.width);
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

/** What stands in the account and not on the stage: the next deployment changes it. */
function deploymentLines({ deployments }: DoctorReport, view: DoctorView): string[] {
  const lines = deployments.flatMap(({ api, stage, published, next, nextOpen }) => {
    const what =
      published === "unknown"
        ? "what was published is neither the program's nor what the API is now"
        : "shows the program's, while the API has been changed since";
    const changes = [
      ...nextOpen.map(({ from, to, open }) =>
        open ? `${from}, which has no link to ${to}, would get in` : `${from} would get into ${to} no more`,
      ),
      ...next.map(({ from, to, ok }) => `${from} -> ${to} ${ok ? "would work" : "would break"}`),
    ];
    const then =
      changes.length === 0
        ? "the next deployment changes no link"
        : `with the next deployment ${listed(changes)}`;
    return wrapped(`${api} ${stage}: ${what}; ${then}`, { width: view.width, first: "  ", rest: "      " });
  });
  return lines.length === 0 ? [] : [view.paint("bold", "Deployments"), ...lines];
}

function differenceLines({ openings, links, differences }: DoctorReport, view: DoctorView): string[] {
  const told = new Set([...openings, ...links].flatMap(({ settings }) => settings));
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
  { stack, ok, openings, links, differences, unread, report }: DoctorReport,
  { paint }: DoctorView,
): string {
  const count = (state: DoctorLink["state"]): number => links.filter((link) => link.state === state).length;
  const parts = [
    ok ? paint("green", "ok") : paint("red", "not as it should be"),
    ...(openings.length === 0 ? [] : [`${openings.length} let in without a link`]),
    `${count("ok")} of ${plural(links.length, "link")} ok`,
    ...(count("broken") === 0 ? [] : [`${count("broken")} broken`]),
    ...(count("unknown") === 0 ? [] : [`${count("unknown")} unknown`]),
    plural(differences.length, "difference"),
    ...(unread.length === 0 ? [] : [`${unread.length} not read`]),
    plural(report.resources, "resource"),
  ];
  return `${stack}: ${parts.join(", ")}`;
}
