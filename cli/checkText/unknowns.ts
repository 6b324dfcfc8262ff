import type { Probe } from "../../verify/contract";
import { distinct, grouped, listed, printable, wrapped } from "../layout";
import { isUnknown } from "./cells";
import type { View } from "./view";

/** Reasons that are told one by one. */
const most = 10;

/** What is not known of callers and APIs, though nothing says that it is wrong, each reason once. */
export function unknownLines(probes: readonly Probe[], view: View): string[] {
  const open = probes.filter((probe) => isUnknown(probe) && probe.ok && !probe.linked);
  const reasons = grouped(open, ({ explanation }) => explanation);
  if (reasons.length === 0) return [];
  const limit = view.verbose ? Infinity : most;
  const more = reasons.length - limit;
  return [
    view.paint("bold", "Not known"),
    ...reasons.slice(0, limit).flatMap((group) => {
      const pairs = distinct(group.map(({ from, to }) => `${from} -> ${to}`));
      return [
        ...wrapped(listed(pairs, 4), { width: view.width, first: "  " }),
        ...wrapped(printable(group[0]?.explanation ?? ""), { width: view.width, first: "    " }),
      ];
    }),
    ...(more > 0 ? [`  and ${more} more reasons: --verbose shows all`] : []),
  ];
}
