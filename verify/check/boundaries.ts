import { addressOf, rangeOf, type AddressRange } from "../model/addresses";
import type { FirewallRule, Model, NetworkAcl, RouteTable, SecurityGroup } from "../model/facts";
import { interfaceEndpointsIn } from "../model/interfaceEndpoints";

/**
 * Every address at which some rule, route or policy may begin to see callers differently: between two of them all callers
 * fare alike, so that one of them stands for all.
 *
 * @returns addresses as numbers, ascending.
 */
export function boundariesIn(model: Model): readonly number[] {
  const found = new Set<number>();
  const add = (range: AddressRange | undefined): void => {
    if (range === undefined) return;
    found.add(range.first);
    found.add(range.last + 1);
  };
  const addRules = (rules: readonly FirewallRule[]): void => {
    for (const { range } of rules) add(range);
  };
  const seen = new Set<SecurityGroup | NetworkAcl | RouteTable>();
  const once = <Fact extends SecurityGroup | NetworkAcl | RouteTable>(
    fact: Fact | undefined,
    read: (fact: Fact) => void,
  ): void => {
    if (fact === undefined || seen.has(fact)) return;
    seen.add(fact);
    read(fact);
  };
  const guarded = [...interfaceEndpointsIn(model), ...model.loadBalancers, ...model.instances.values()];
  for (const { groups } of guarded) {
    for (const group of groups ?? [])
      once(group, ({ ingress }) => {
        addRules(ingress);
      });
  }
  for (const { acl, routeTable } of model.subnets.values()) {
    once(acl, ({ ingress, egress }) => {
      addRules([...ingress, ...egress]);
    });
    once(routeTable, ({ routes }) => {
      for (const { range } of routes) add(range);
    });
  }
  for (const text of policyRangesIn(model)) add(rangeOf(text));
  return ascending(found);
}

/** Where any of the ranges begins, or ends, ascending. */
export function bordersOf(ranges: readonly AddressRange[]): readonly number[] {
  return ascending(new Set(ranges.flatMap(({ first, last }) => [first, last + 1])));
}

function ascending(values: ReadonlySet<number>): readonly number[] {
  return [...values].sort((one, other) => one - other);
}

function policyRangesIn(model: Model): readonly string[] {
  const policies = [
    ...[...model.endpoints.values()].map(({ policy }) => policy),
    ...[...model.otherEndpoints.values()].map(({ policy }) => policy),
    ...model.gatewayEndpoints.map(({ policy }) => policy),
    ...[...model.domains.values()].map(({ policy }) => policy),
    ...[...model.apis.values()].flatMap(({ stages }) =>
      [...stages.values()].map(({ published }) => published?.policy),
    ),
  ];
  return policies.flatMap((fact) => fact?.policy.sourceRanges ?? []);
}

/** Cuts a range where a boundary lies within it. */
export function split(
  { first, last, text }: AddressRange,
  boundaries: readonly number[],
): readonly AddressRange[] {
  const cuts: number[] = [];
  for (let index = intervalOf(boundaries, first); index < boundaries.length; index += 1) {
    const boundary = boundaries[index] ?? Infinity;
    if (boundary > last) break;
    cuts.push(boundary);
  }
  if (cuts.length === 0) return [{ first, last, text }];
  const starts = [first, ...cuts];
  return starts.map((start, index) => {
    const end = (starts[index + 1] ?? last + 1) - 1;
    return { first: start, last: end, text: blocksOf(start, end).join(", ") };
  });
}

/** Which of the intervals between boundaries an address lies in: the index of the first boundary above it. */
export function intervalOf(boundaries: readonly number[], address: number): number {
  let [low, high] = [0, boundaries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((boundaries[middle] ?? Infinity) > address) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The fewest blocks in CIDR notation that hold exactly the addresses from the first to the last. */
function blocksOf(first: number, last: number): readonly string[] {
  const blocks: string[] = [];
  for (let start = first; start <= last;) {
    let size = 1;
    while (start % (size * 2) === 0 && start + size * 2 - 1 <= last) size *= 2;
    blocks.push(`${addressOf(start)}/${32 - Math.log2(size)}`);
    start += size;
  }
  return blocks;
}
