import type { Topology } from "../../stacks/topology/types";
import type { Report, ReportedSubscription } from "../../verify/contract";
import { curlLines } from "./calls";
import { signs } from "./cells";
import type { View } from "./view";

/** Subscriptions that are shown one by one where all is well. */
const most = 30;

/** What became of a subscription: the sign of the matrix that fits, and what it says here. */
const states = {
  answered: { cell: "answered", says: "answered" },
  pending: { cell: "unused", says: "left pending, as it is meant to be" },
  broken: { cell: "broken", says: "BROKEN: see below" },
  open: { cell: "open", says: "to be left pending, but ANSWERED" },
} as const;

type State = keyof typeof states;

/** Who consumes which service, by which URL, and whether it answers. */
export function subscriptionLines(report: Report, topology: Topology, view: View): string[] {
  if (report.subscriptions.length === 0) return [];
  const rows = report.subscriptions.map((subscription, index) => ({
    subscription,
    state: stateOf(subscription, topology.subscriptions[index]?.accept ?? true),
  }));
  const sound = rows.filter(({ state }) => signs[states[state].cell].right);
  const kept = new Set(view.verbose ? sound : sound.slice(0, most));
  const shown = rows.filter((row) => !sound.includes(row) || kept.has(row));
  const more = rows.length - shown.length;
  const width = Math.max(...shown.map(({ subscription }) => titleOf(subscription).length));
  return [
    view.paint("bold", "Subscriptions"),
    ...shown.flatMap(({ subscription, state }) => {
      const { cell, says } = states[state];
      const { sign, style } = signs[cell];
      return [
        `  ${titleOf(subscription).padEnd(width)}  ${view.paint(style, sign)} ${says}`,
        ...(subscription.url === ""
          ? ["    no URL is known"]
          : curlLines(subscription.url, {}, "    ", view.width)),
      ];
    }),
    ...(more === 0 ? [] : [`  and ${more} more that are as they should be: --verbose shows all`]),
  ];
}

function stateOf({ ok }: ReportedSubscription, accept: boolean): State {
  if (ok) return accept ? "answered" : "open";
  return accept ? "broken" : "pending";
}

function titleOf({ from, to }: ReportedSubscription): string {
  return `${from} -> ${to}`;
}
