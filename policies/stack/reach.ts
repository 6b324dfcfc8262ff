import { parseAddressRange } from "../../verify/policy/addresses";
import { everywhere } from "./everywhere";

/** How much of a family's addresses ranges let in; of families that they let no more in of than a caller may have, nothing. */
export interface Reach {
  readonly family: 4 | 6;
  readonly isEverywhere: boolean;
  /** `0.0.0.0/0`, or in words. */
  readonly shown: string;
}

type Span = readonly [first: bigint, last: bigint];

/**
 * By family, where public addresses lie, the ranges therein that are not public, and how many public ones are more than anybody's:
 * nobody has more of IPv4 than a /8, nor of IPv6 than a /16. Sources: "IPv4 Address Space" and "IPv6 Global Unicast Address
 * Assignments" of IANA; RFC 6890.
 */
const families = {
  4: {
    whole: "0.0.0.0/0",
    unicast: ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"],
    notPublic: [
      ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
      ...["172.16.0.0/12", "192.168.0.0/16"],
    ],
    most: 1n << 24n,
  },
  6: { whole: "::/0", unicast: ["2000::/3"], notPublic: [], most: 1n << 112n },
} as const;

/** What ranges, taken together, let in of the internet that is more than callers of an endpoint can be. */
export function reachOf(ranges: readonly string[]): readonly Reach[] {
  const all = everywhere(ranges);
  const spans = spansOf(ranges);
  return ([4, 6] as const).flatMap((family): readonly Reach[] => {
    const { whole, unicast, notPublic, most } = families[family];
    if (all.includes(whole)) return [{ family, isEverywhere: true, shown: whole }];
    const sizeIn = (others: readonly string[]): bigint => common(spans[family], spansOf(others)[family]);
    if (sizeIn(unicast) - sizeIn(notPublic) <= most) return [];
    const own = ranges.filter((range) => parseAddressRange(range)?.family === family);
    const shown = `${own.slice(0, 4).join(", ")}${own.length > 4 ? ` and ${own.length - 4} more ranges` : ""}`;
    return [{ family, isEverywhere: false, shown: `more of the internet than any caller has (${shown})` }];
  });
}

/** By family, in ascending order, none touching another. */
function spansOf(ranges: readonly string[]): Readonly<Record<4 | 6, readonly Span[]>> {
  const parsed = ranges.flatMap((range) => parseAddressRange(range) ?? []);
  const of = (family: 4 | 6): readonly Span[] =>
    merged(
      parsed
        .filter((range) => range.family === family)
        .map(({ first, last }) => [numberOf(first), numberOf(last)] as const),
    );
  return { 4: of(4), 6: of(6) };
}

function merged(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const [first, last] of [...spans].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const before = found.at(-1);
    if (before === undefined || first > before[1] + 1n) found.push([first, last]);
    else if (last > before[1]) found.splice(-1, 1, [before[0], last]);
  }
  return found;
}

function common(some: readonly Span[], others: readonly Span[]): bigint {
  let size = 0n;
  for (const [first, last] of some) {
    for (const [from, to] of others) {
      const low = first > from ? first : from;
      const high = last < to ? last : to;
      if (high >= low) size += high - low + 1n;
    }
  }
  return size;
}

function numberOf(address: number | string): bigint {
  return BigInt(typeof address === "number" ? address : `0x${address}`);
}
