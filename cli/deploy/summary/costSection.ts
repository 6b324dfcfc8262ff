import { estimate, type Estimate, type Usage } from "../../../cost";
import { plural } from "../../layout";
import type { Checked } from "../checked";
import type { Outcome } from "../events";
import { laterOf, type Facts } from "./facts";
import { code, table } from "./markdown";

/** Characters of the table. */
const longest = 3_500;

/** Dollars; undefined where nobody knows. */
type Amount = number | undefined;

/** What a month costs before and after, in all and by network, where it differs. */
export function costSection(facts: Facts): string {
  const { before, usage, command, outcome } = facts;
  const later = laterOf(facts);
  // What a run that failed has left is not known as a whole; what was destroyed costs nothing.
  if (later === undefined && (command !== "destroy" || outcome === undefined)) return "";
  const [was, is] = [estimateOf(before, usage), estimateOf(later, usage)];
  const known = is ?? was;
  if (known === undefined) return "";
  const amounts = (of: (estimated: Estimate) => number): readonly [Amount, Amount] => [
    was === undefined ? (isNew(outcome) ? 0 : undefined) : of(was),
    is === undefined ? 0 : of(is),
  ];
  const rows = [
    row(
      "**total**",
      amounts(({ total }) => total),
    ),
    ...namesOf(was, is).flatMap((name) => {
      const [one, other] = amounts((estimated) => networkIn(estimated, name));
      return one === other ? [] : [row(code(name), [one, other])];
    }),
  ];
  return [
    "### Cost a month",
    table(["USD", "before", "after", "difference"], rows, { noun: "network", longest }),
    `With ${whole(usage.trafficGb)} GB and ${whole(usage.requests)} requests a link; prices of ${known.pricesOf}.${remark(known)}`,
  ].join("\n\n");
}

/** Whether there was nothing before: then a run only creates. What a run that failed has left can be told by no check. */
function isNew(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && Object.keys(outcome.changes).every((operation) => operation === "create");
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

function networkIn({ networks }: Estimate, name: string): number {
  return networks.find((network) => network.name === name)?.total ?? 0;
}

function row(name: string, amounts: readonly [before: Amount, after: Amount]): readonly string[] {
  const [was, is] = amounts.map(cents);
  return [name, money(was), money(is), difference(was, is)];
}

/** Whole cents, so that the difference is that of the figures beside it. */
function cents(dollars: Amount): Amount {
  return dollars === undefined ? undefined : Math.round(dollars * 100);
}

function difference(was: Amount, is: Amount): string {
  if (was === undefined || is === undefined) return money(undefined);
  const sign = is > was ? "+" : is < was ? "-" : "";
  return `${sign}${money(Math.abs(is - was))}`;
}

function money(amount: Amount): string {
  return amount === undefined ? "unknown" : (amount / 100).toFixed(2);
}
