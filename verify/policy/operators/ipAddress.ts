import { parseAddress, parseAddressRange, type AddressRange } from "../addresses";
import type { Comparison, Operands, Operator } from "./operator";
import { typedValues } from "./typed";

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", IP address. */
export const ipAddressOperators: readonly Operator[] = [
  { name: "IpAddress", negated: false, compile },
  { name: "NotIpAddress", negated: true, compile },
];

/** The ranges of a condition's values. */
export function rangesOf(operands: Operands): readonly AddressRange[] {
  return typedValues(
    operands,
    parseAddressRange,
    "an address or a range in CIDR notation, such as 10.0.0.0/16 or 2001:db8::/32",
  );
}

function compile(operands: Operands): Comparison {
  const ranges = rangesOf(operands);
  const inIpv4 = within(ranges.flatMap((range) => (range.family === 4 ? [[range.first, range.last]] : [])));
  const inIpv6 = within(ranges.flatMap((range) => (range.family === 6 ? [[range.first, range.last]] : [])));
  return (text) => {
    const address = parseAddress(text);
    if (address === undefined) return undefined;
    return address.family === 4 ? inIpv4(address.value) : inIpv6(address.value);
  };
}

/** Is a value in one of the intervals? Prepared for a binary search. */
function within<T extends number | string>(intervals: readonly (readonly T[])[]): (value: T) => boolean {
  const firsts: T[] = [];
  const lasts: T[] = [];
  for (const [first, last] of intervals.toSorted(([one], [other]) => compare(one, other))) {
    if (first === undefined || last === undefined) continue;
    const previous = lasts.at(-1);
    if (previous === undefined || first > previous) {
      firsts.push(first);
      lasts.push(last);
    } else if (last > previous) {
      lasts[lasts.length - 1] = last;
    }
  }
  return (value) => {
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const first = firsts[middle];
      if (first !== undefined && first <= value) low = middle + 1;
      else high = middle;
    }
    const last = lasts[low - 1];
    return last !== undefined && value <= last;
  };
}

function compare<T extends number | string>(one: T | undefined, other: T | undefined): number {
  if (one === undefined || other === undefined || one === other) return 0;
  return one < other ? -1 : 1;
}
