import { isIPv4 } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { rangeProblem } from "./ranges";

/** One wrong argument: its path within the arguments, and the reason with the way to mend it. */
export interface Problem {
  readonly propertyPath: string;
  readonly reason: string;
}

/**
 * Throws all problems of a component's arguments at once, before it registers anything.
 *
 * @throws pulumi.InputPropertiesError where there is a problem.
 */
export function refuse(component: string, name: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new pulumi.InputPropertiesError({
    message: `${component} "${name}" has ${problems.length === 1 ? "a wrong argument" : "wrong arguments"}`,
    errors: [...problems],
  });
}

/** The problems of arguments that must not be empty. */
export function missing(lists: Readonly<Record<string, readonly unknown[]>>): Problem[] {
  return Object.entries(lists)
    .filter(([, list]) => list.length === 0)
    .map(([propertyPath]) => ({ propertyPath, reason: "must name at least one" }));
}

/** The problem of a number that must be whole, from 1 on. */
export function wholeNumber(propertyPath: string, value: number, most = Number.POSITIVE_INFINITY): Problem[] {
  if (Number.isInteger(value) && value >= 1 && value <= most) return [];
  const upTo = Number.isFinite(most) ? ` to ${most}` : "";
  return [{ propertyPath, reason: `must be a whole number from 1${upTo}, not ${value}` }];
}

/** The problems of IPv4 ranges, by the path of each. */
export function rangeProblems(ranges: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(ranges).flatMap(([propertyPath, range]) => {
    const reason = rangeProblem(range);
    return reason === undefined ? [] : [{ propertyPath, reason }];
  });
}

/** The problems of fixed IPv4 addresses, none of which two can have. */
export function addressProblems(list: string, addresses: readonly string[]): Problem[] {
  return Object.entries(pathsOf(list, addresses)).flatMap(([propertyPath, address], index) => {
    if (!isIPv4(address))
      return [{ propertyPath, reason: `${JSON.stringify(address)} is no IPv4 address, such as 10.0.0.10` }];
    if (addresses.indexOf(address) !== index) return [{ propertyPath, reason: `${address} is given twice` }];
    return [];
  });
}

/** The problems of fixed IPv4 addresses of which each subnet gets one. */
export function subnetAddressProblems(
  list: string,
  addresses: readonly string[],
  subnets: number,
): Problem[] {
  const wrong = addressProblems(list, addresses);
  if (addresses.length === subnets) return wrong;
  const reason = `must hold one address for each of ${subnets} subnets, not ${addresses.length}`;
  return [{ propertyPath: list, reason }, ...wrong];
}

/** The problems of the accounts of a list: each has to be its id. */
export function accountProblems(list: string, ids: readonly string[]): Problem[] {
  return Object.entries(pathsOf(list, ids))
    .filter(([, id]) => !/^\d{12}$/.test(id))
    .map(([propertyPath, id]) => ({
      propertyPath,
      reason: `${JSON.stringify(id)} is no account id of 12 digits`,
    }));
}

/** The items of a list by their paths: `clients[0]`, `clients[1]`, and so on. */
export function pathsOf<Item>(list: string, items: readonly Item[]): Readonly<Record<string, Item>> {
  return Object.fromEntries(items.map((item, index) => [`${list}[${index}]`, item]));
}
