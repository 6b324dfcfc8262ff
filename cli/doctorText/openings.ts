import { printable } from "../../stacks/printable";
import type { DoctorReport, Opening } from "../../verify/doctor/report";
import { otherErrors } from "../checkText/broken";
import { findingLines } from "../checkText/findings";
import { listed, wrapped } from "../layout";
import { differenceLine } from "./differenceLine";
import type { DoctorView } from "./view";

/** Whoever gets in without a link, by which form, and what decides it. */
export function openingLines({ openings, report }: DoctorReport, view: DoctorView): string[] {
  const others = otherErrors(report).filter(({ rule }) => rule === "isolation-broken");
  return [
    ...(openings.length === 0
      ? []
      : [
          view.paint("bold", "Isolation is broken: not linked, but let in"),
          ...openings.flatMap((opening) => linesOf(opening, view)),
        ]),
    ...findingLines("Isolation is broken", others, view),
  ];
}

function linesOf(
  { from, to, who, forms, sources, explanation, settings }: Opening,
  view: DoctorView,
): string[] {
  const { width, paint, verbose } = view;
  const most = verbose ? Infinity : 4;
  const how = `${listed(forms, most)} from ${listed(sources, most)}`;
  return [
    `  ${paint("red", `${printable(from)} -> ${to}`)}  gets in`,
    ...(who === "stranger" ? [] : wrapped(printable(how), { width, first: "      " })),
    ...wrapped(printable(explanation), { width, first: "      " }),
    ...settings.flatMap((difference) => differenceLine(difference, view, "      -> ")),
  ];
}
