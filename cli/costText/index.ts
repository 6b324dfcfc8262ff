import { printable } from "../../stacks/printable";
import type { CheaperShape, Estimate, Unpriced } from "../../cost";
import type { Screen } from "../check";
import { grouped, wrapped } from "../layout";
import { accountSums, kindSums, linkSums, money, networkSums, sumLines } from "./sums";

/** Fits a terminal that nobody has widened. */
const widest = 80;

/** The text of `apilink cost`, line by line. */
export function costText(estimate: Estimate, screen: Screen): string[] {
  const { paint } = screen;
  const width = Math.min(screen.width, widest);
  const { stack, total, complete, pricesOf, unpriced, cheaper, assumptions } = estimate;
  const least = complete ? "" : "at least ";
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
  return [
    paint("bold", `${printable(stack)}: ${least}${money(total)} USD a month, at prices of ${pricesOf}`),
    ...section("By link", sumLines(linkSums(estimate), width)),
    ...section("By network", sumLines(networkSums(estimate), width)),
    ...section("By account", sumLines(accountSums(estimate), width)),
    ...section("By what is charged", sumLines(kindSums(estimate), width)),
    ...section("Without a price here, so not in the sums", unpricedLines(unpriced, width)),
    ...section(
      "Cheaper shapes",
      cheaper.flatMap((shape) => shapeLines(shape, width)),
    ),
    ...section(
      "What this rests on",
      assumptions.flatMap((text) => wrapped(text, { width, first: "  - " })),
    ),
  ];
}

function unpricedLines(unpriced: readonly Unpriced[], width: number): string[] {
  return grouped(unpriced, ({ what, reason }) => `${what}\n${reason}`).flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const where = same.length === 1 ? first.where : `${first.where} and ${same.length - 1} more`;
    return wrapped(printable(`${first.what} of ${where}: ${first.reason}`), { width, first: "  - " });
  });
}

function shapeLines({ change, now, then, saves, complete, givesUp }: CheaperShape, width: number): string[] {
  const figures = complete
    ? `${money(then)} instead of ${money(now)} USD a month: saves ${money(saves)}`
    : `at least ${money(then)} instead of at least ${money(now)} USD a month: saves ${money(saves)} of what has a price`;
  return [
    ...wrapped(printable(change), { width, first: "  - " }),
    ...wrapped(figures, { width, first: "    " }),
    ...givesUp.flatMap((loss) => wrapped(`gives up: ${printable(loss)}`, { width, first: "    " })),
  ];
}
