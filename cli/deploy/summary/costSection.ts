import { estimate, type Estimate, type Usage } from "../../../cost";
import { plural } from "../../layout";
import type { Checked } from "../checked";
import { laterOf, type Facts } from "./facts";
import { code, table } from "./markdown";

/** What a month costs before and after, in all and by network, where it differs. */
export function costSection(facts: Facts): string {
  const { before, usage, command, outcome } = facts;
  const later = laterOf(facts);
  // What a run that failed has left is not known as a whole; what was destroyed costs nothing.
  if (later === undefined && (command !== "destroy" || outcome === undefined)) return "";
  const [was, is] = [estimateOf(before, usage), estimateOf(later, usage)];
  const known = is ?? was;
  if (known === undefined) return "";
  const rows = [
    row("**total**", was?.total, is?.total),
    ...namesOf(was, is).flatMap((name) => {
      const [one, other] = [networkIn(was, name), networkIn(is, name)];
      return one === other ? [] : [row(code(name), one, other)];
    }),
  ];
  return [
    "### Cost a month",
    table(["USD", "before", "after", "difference"], rows),
    `With ${whole(usage.trafficGb)} GB and ${whole(usage.requests)} requests a link; prices of ${known.pricesOf}.${remark(known)}`,
  ].join("\n\n");
}

function estimateOf(checked: Checked | undefined, usage: Usage): Estimate | undefined {
  return checked && estimate(checked.report.stack, checked.topology, checked.resources, usage);
}

function whole(figure: number): string {
  return figure.toLocaleString("en-US");
}

function remark({ complete, unpriced }: Estimate): string {
  return complete ? "" : ` At least that: the table lacks ${plural(unpriced.length, "price")}.`;
}

function namesOf(...estimates: readonly (Estimate | undefined)[]): readonly string[] {
  const names = estimates.flatMap((each) => each?.networks.map(({ name }) => name) ?? []);
  return [...new Set(names)].sort();
}

function networkIn(estimated: Estimate | undefined, name: string): number {
  return estimated?.networks.find((network) => network.name === name)?.total ?? 0;
}

function row(name: string, before = 0, after = 0): readonly string[] {
  const [was, is] = [cents(before), cents(after)];
  const difference = is - was;
  const sign = difference > 0 ? "+" : difference < 0 ? "-" : "";
  return [name, money(was), money(is), `${sign}${money(Math.abs(difference))}`];
}

/** Whole cents, so that the difference is that of the figures beside it. */
function cents(dollars: number): number {
  return Math.round(dollars * 100);
}

function money(amount: number): string {
  return (amount / 100).toFixed(2);
}
