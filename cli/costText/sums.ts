import { groupBy } from "../../components/groupBy";
import { printable } from "../../stacks/printable";
import type { Estimate } from "../../cost";
import { wrapped } from "../layout";

/** An amount and what it is for. */
export interface Sum {
  readonly usd: number;
  readonly label: string;
  /** Something of it has no price. @default false */
  readonly atLeast?: boolean;
}

/** Nobody reads more on a screen; all of them are in the JSON. */
const mostShown = 20;

/** Amounts in a column, the greatest first. */
export function sumLines(sums: readonly Sum[], width: number): string[] {
  const sorted = [...sums].sort((one, other) => other.usd - one.usd);
  const shown = sorted.slice(0, mostShown);
  const rest = sorted.slice(mostShown);
  const more: readonly Sum[] =
    rest.length === 0
      ? []
      : [
          {
            usd: rest.reduce((sum, { usd }) => sum + usd, 0),
            label: `${rest.length} more: see --json`,
            atLeast: rest.some(({ atLeast = false }) => atLeast),
          },
        ];
  return [...shown, ...more].flatMap(({ usd, label, atLeast = false }) =>
    wrapped(printable(atLeast ? `${label} (at least)` : label), {
      width,
      first: `${money(usd).padStart(12)}  `,
    }),
  );
}

/** Dollars and cents. */
export function money(usd: number): string {
  return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function linkSums({ links, subscriptions, withoutLink, unpriced }: Estimate): readonly Sum[] {
  const lacking = new Set(unpriced.flatMap((each) => each.links));
  const atLeast = (from: string, to: string): boolean => lacking.has(`${from} -> ${to}`);
  return [
    ...links.map(({ from, to, through, total }) => ({
      usd: total,
      label: `${from} -> ${to}${from === through ? "" : ` through ${through}`}`,
      atLeast: atLeast(from, to),
    })),
    ...subscriptions.map(({ from, to, total }) => ({
      usd: total,
      label: `${from} -> ${to}`,
      atLeast: atLeast(from, to),
    })),
    ...unlessNothing({
      usd: withoutLink,
      label: "no link",
      atLeast: unpriced.some((each) => each.links.length === 0),
    }),
  ];
}

export function networkSums({ networks, withoutNetwork, unpriced }: Estimate): readonly Sum[] {
  const lacking = new Set(unpriced.map(({ network }) => network));
  return [
    ...networks.map(({ name, total }) => ({ usd: total, label: name, atLeast: lacking.has(name) })),
    ...unlessNothing({
      usd: withoutNetwork,
      label: "in no network: APIs, keys, logs, alarms",
      atLeast: lacking.has(null),
    }),
  ];
}

export function accountSums({ accounts, unpriced }: Estimate): readonly Sum[] {
  const lacking = new Set(unpriced.map(({ account }) => account));
  return accounts.map(({ id, names, total }) => ({
    usd: total,
    label: [id, ...names].join(" "),
    atLeast: lacking.has(id),
  }));
}

/** By what is charged, with how much of it there is. */
export function kindSums({ items }: Estimate): readonly Sum[] {
  return [...groupBy(items, ({ what, unit }) => `${what}\n${unit}`).values()].map((same) => {
    const quantity = same.reduce((sum, item) => sum + item.quantity, 0);
    const [{ what, unit } = { what: "", unit: "" }] = same;
    const amount = quantity.toLocaleString("en-US", { maximumFractionDigits: quantity < 1 ? 3 : 0 });
    return {
      usd: same.reduce((sum, item) => sum + item.amount, 0),
      label: `${what}: ${amount} ${unitOf(unit, amount)}`,
    };
  });
}

function unitOf(unit: string, amount: string): string {
  return unit === "GB" || amount === "1" ? unit : `${unit}s`;
}

function unlessNothing(sum: Sum): readonly Sum[] {
  return sum.usd === 0 && sum.atLeast !== true ? [] : [sum];
}
