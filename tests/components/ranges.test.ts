import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isIpv4Range,
  mergeRanges,
  networkOf,
  prefixOf,
  rangeProblem,
  rangesOverlap,
  vpcRangeProblem,
} from "../../components/ranges";
import { addressOf, boundsOf, within } from "../support/policies";

/** Ranges of a small world, so that they often touch and overlap. */
const ranges = fc
  .tuple(fc.integer({ min: 24, max: 32 }), fc.integer({ min: 0, max: 1023 }))
  .map(([prefix, offset]) => `${addressOf(2 ** 24 * 10 + offset - (offset % 2 ** (32 - prefix)))}/${prefix}`);

describe("ranges", () => {
  it("are IPv4 addresses with a prefix", () => {
    for (const text of ["10.0.0.0/16", "0.0.0.0/0", "10.0.0.1/32", "10.0.0.1/8"])
      assert.ok(isIpv4Range(text), text);
    for (const text of [
      "10.0.0.0",
      "10.0.0/16",
      "10.0.0.0/33",
      "10.0.0.0/",
      "10.0.0.0/16/2",
      "10.0.0.256/32",
      "::/0",
      "10.0.0.0/-1",
      "",
    ]) {
      assert.ok(!isIpv4Range(text), text);
    }
  });

  it("say what is wrong with them", () => {
    assert.equal(rangeProblem("10.0.0.0/16"), undefined);
    assert.equal(rangeProblem("10.0"), '"10.0" is no IPv4 range, such as 10.0.0.0/16');
    assert.equal(rangeProblem("10.0.0.1/16"), "10.0.0.1/16 has host bits set: write 10.0.0.0/16");
    assert.equal(networkOf("10.0.0.1/16"), "10.0.0.0/16");
    assert.equal(prefixOf("10.0.0.0/16"), 16);
  });

  it("say which sizes a VPC takes", () => {
    assert.equal(vpcRangeProblem("10.0.0.0/16"), undefined);
    assert.equal(vpcRangeProblem("10.0.0.0/28"), undefined);
    assert.equal(vpcRangeProblem("10.0.0.0/15"), "a VPC takes /16 to /28, not /15");
    assert.equal(vpcRangeProblem("10.0.0.0/29"), "a VPC takes /16 to /28, not /29");
    assert.equal(vpcRangeProblem("10.0.0.1/16"), "10.0.0.1/16 has host bits set: write 10.0.0.0/16");
  });

  it("overlap where they have an address in common", () => {
    fc.assert(
      fc.property(ranges, ranges, (one, other) => {
        const [[start, end], [first, last]] = [boundsOf(one), boundsOf(other)];
        assert.equal(rangesOverlap(one, other), start <= last && first <= end);
      }),
    );
  });

  it("merge into the same addresses, apart, in ascending order, and none of them could be merged again", () => {
    fc.assert(
      fc.property(fc.array(ranges, { maxLength: 8 }), fc.integer({ min: 0, max: 1023 }), (given, offset) => {
        const merged = mergeRanges(given);
        const address = addressOf(2 ** 24 * 10 + offset);
        const holds = (list: readonly string[]): boolean => list.some((range) => within(range, address));
        assert.equal(holds(merged), holds(given));
        const bounds = merged.map(boundsOf);
        bounds.forEach(([start], index) => {
          assert.ok(start > (bounds[index - 1]?.[1] ?? -1));
        });
        assert.deepEqual(mergeRanges([...merged].reverse()), merged);
      }),
    );
    assert.deepEqual(mergeRanges(["10.1.0.0/16", "192.168.0.0/16", "10.0.0.0/16"]), [
      "10.0.0.0/15",
      "192.168.0.0/16",
    ]);
  });
});
