import { createHash } from "node:crypto";
import { parseCidr } from "cidr-tools";
import { compare } from "../components/compare";
import { addressOf } from "../components/ranges";

/** Addresses that are fixed beforehand, one a subnet, in the order of the subnets. */
export interface PinnedAddresses {
  readonly endpoint: readonly string[];
  /** By the front's name. */
  readonly fronts: Readonly<Record<string, readonly string[]>>;
}

/** AWS keeps the first four addresses of a subnet, and the last. Source: "Subnet sizing" of the Amazon VPC User Guide. */
const keptFirst = 4;
const keptLast = 1;

/** How many addresses of a subnet's IPv4 range can be had. */
export function usableAddresses(range: string): number {
  const { start, end } = parseCidr(range);
  return Math.max(0, Number(end - start) + 1 - keptFirst - keptLast);
}

/**
 * Where an endpoint and the fronts before it stand: the endpoint at the first usable address of each subnet, each front at
 * one that a hash of its name picks among the others. So another front moves none of those that are there, unless two names
 * come to the same address, which in all but the smallest subnets they do not.
 *
 * @param subnets IPv4 ranges.
 * @param fronts Names, in any order.
 * @returns undefined where a subnet has too few addresses.
 */
export function pinAddresses(
  subnets: readonly string[],
  fronts: readonly string[],
): PinnedAddresses | undefined {
  const names = [...new Set(fronts)].sort(compare);
  const pinned = subnets.map((range) => pinIn(range, names));
  if (!pinned.every((taken) => taken !== undefined)) return undefined;
  return {
    endpoint: pinned.map(({ endpoint }) => addressOf(endpoint)),
    fronts: Object.fromEntries(
      names.map((name) => [name, pinned.map(({ taken }) => addressOf(taken.get(name) ?? 0))]),
    ),
  };
}

/** In one subnet, as numbers. */
function pinIn(range: string, names: readonly string[]) {
  const { start, end } = parseCidr(range);
  const [endpoint, first, last] = [
    Number(start) + keptFirst,
    Number(start) + keptFirst + 1,
    Number(end) - keptLast,
  ];
  const count = last - first + 1;
  if (endpoint > last || names.length > count) return undefined;
  const taken = new Map<string, number>();
  const held = new Set<number>();
  for (const name of names) {
    let offset = hashOf(name) % count;
    while (held.has(offset)) offset = (offset + 1) % count;
    held.add(offset);
    taken.set(name, first + offset);
  }
  return { endpoint, taken };
}

function hashOf(name: string): number {
  return createHash("sha256").update(name).digest().readUInt32BE();
}
