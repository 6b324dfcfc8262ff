import { UserError } from "../stacks/userError";
import { didYouMean } from "../stacks/topology/nearest";
import type { Caller, CallerPart } from "../verify/check/callers";
import { distinct } from "./layout";

/** The network that `--from` names, or `internet`. */
export function networkOf(where: string): string {
  return where.split("/")[0] ?? where;
}

/**
 * Where the calls of `--from` start: the parts of a network, such as subnets, each of which fares alike throughout.
 *
 * @param where NETWORK, NETWORK/public, NETWORK/corporate or `internet`.
 * @throws UserError for a place that the stack does not have.
 */
export function partsAt(where: string, callers: readonly Caller[], stack: string): readonly CallerPart[] {
  const there = callers.filter((caller) => placeOf(caller) === where);
  if (there.length > 0) return there.flatMap(({ parts }) => parts);
  const hint = didYouMean(where, distinct(callers.map(placeOf)), "place");
  throw new UserError(`--from ${where}: stack ${stack} has no such place to call from\n  hint: ${hint}`);
}

/** How `--from` writes where a caller is. */
export function placeOf({ from, vantage }: Pick<Caller, "from" | "vantage">): string {
  return vantage === "workload" || vantage === "internet" ? from : `${from}/${vantage}`;
}
