import type { Finding, Report } from "../../verify/contract";
import { distinct, plural } from "../layout";
import { otherErrors } from "./broken";
import type { View } from "./view";

/** The last line: whether all is as it should be, or else how much is not, and how much was looked at. */
export function conclusion(report: Report, { paint }: View): string {
  const { stack, ok, links, subscriptions, probes, resources, findings } = report;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  const traced = probes.length > 0 || subscriptions.length === 0;
  const looked = [
    ...(traced ? [`${plural(probes.length, "call")} traced`] : []),
    plural(resources, "resource"),
  ];
  const verdict = ok
    ? [paint("green", "ok"), ...counts(links.length, subscriptions.length)]
    : [paint("red", faults(report).join(", "))];
  const warned = warnings === 0 ? [] : [plural(warnings, "warning")];
  return `${stack}: ${[...verdict, ...warned, ...looked].join(", ")}`;
}

function faults(report: Report): string[] {
  const { links, subscriptions, probes } = report;
  const broken = links.filter(({ ok }) => !ok).length;
  const open = distinct(
    probes.filter(({ ok, linked }) => !ok && !linked).map(({ from, to }) => `${from} ${to}`),
  ).length;
  const errors = otherErrors(report);
  const unanswered = errors.filter(isSubscription).length;
  const others = errors.length - unanswered;
  return [
    ...(broken === 0 ? [] : [`${broken} of ${plural(links.length, "link")} broken`]),
    ...(open === 0 ? [] : [`isolation broken ${open === 1 ? "once" : `${open} times`}`]),
    ...(unanswered === 0 ? [] : [`${unanswered} of ${plural(subscriptions.length, "subscription")} broken`]),
    ...(others === 0 ? [] : [plural(others, "error")]),
  ];
}

/** How many links there are, and subscriptions, unless there are none. */
function counts(links: number, subscriptions: number): string[] {
  return [
    ...(links > 0 || subscriptions === 0 ? [plural(links, "link")] : []),
    ...(subscriptions > 0 ? [plural(subscriptions, "subscription")] : []),
  ];
}

function isSubscription({ rule, where }: Finding): boolean {
  return rule === "link-broken" && where.startsWith("subscriptions[");
}
