import { parseAddressRange } from "../../verify/policy/addresses";

const bits = { 4: 32n, 6: 128n } as const;

/** The families of addresses of which ranges, taken together, leave none out: `0.0.0.0/1` and `128.0.0.0/1` are everything. */
export function everywhere(ranges: readonly string[]): readonly ("0.0.0.0/0" | "::/0")[] {
  const parsed = ranges.flatMap((range) => parseAddressRange(range) ?? []);
  return ([4, 6] as const).flatMap((family) => {
    const spans = parsed
      .filter((range) => range.family === family)
      .map(({ first, last }) => [numberOf(first), numberOf(last)] as const)
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    let next = 0n;
    for (const [first, last] of spans) {
      if (first > next) return [];
      if (last >= next) next = last + 1n;
    }
    if (next < 1n << bits[family]) return [];
    return [family === 4 ? ("0.0.0.0/0" as const) : ("::/0" as const)];
  });
}

function numberOf(address: number | string): bigint {
  return BigInt(typeof address === "number" ? address : `0x${address}`);
}
