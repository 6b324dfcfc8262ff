import assert from "node:assert/strict";
import fc from "fast-check";
import { planSubnets } from "../../components/subnetPlan";
import { pinAddresses } from "../../stacks/pinnedAddresses";
import { boundsOf, numberOf } from "../support/policies";

const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/), { maxLength: 8 });

/** The isolated subnets of a VPC of any size, of which the smallest hold eight fronts. */
const subnets = fc
  .tuple(fc.integer({ min: 16, max: 28 }), fc.integer({ min: 1, max: 8 }), fc.nat(255))
  .map(([prefix, zones, net]) => planSubnets(`10.${net}.0.0/${prefix}`, zones, false)?.isolated)
  .filter((planned) => planned !== undefined);

describe("pinned addresses", () => {
  it("are one a subnet for the endpoint and for each front, distinct, and none that AWS keeps", () => {
    fc.assert(
      fc.property(subnets, names, (ranges, fronts) => {
        const pinned = pinAddresses(ranges, fronts) ?? assert.fail("too small");
        assert.deepEqual(Object.keys(pinned.fronts).sort(), [...fronts].sort());
        const lists = [pinned.endpoint, ...Object.values(pinned.fronts)];
        ranges.forEach((range, index) => {
          const [first, last] = boundsOf(range);
          const taken = lists.map((addresses) => numberOf(addresses[index] ?? ""));
          assert.equal(new Set(taken).size, lists.length, "distinct");
          for (const address of taken) assert.ok(address >= first + 4 && address < last, range);
        });
        for (const addresses of lists) assert.equal(addresses.length, ranges.length);
      }),
    );
  });

  it("do not depend on the order of the names", () => {
    const shuffled = names.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(subnets, shuffled, (ranges, [one, other]) => {
        assert.deepEqual(pinAddresses(ranges, other), pinAddresses(ranges, one));
      }),
    );
  });

  it("stay where they are when another front comes, and the endpoint's in any case", () => {
    const ranges = ["10.0.0.0/20", "10.0.16.0/20"];
    const before = pinAddresses(ranges, ["crm", "srv"]);
    const after = pinAddresses(ranges, ["billing", "crm", "srv"]);
    assert.deepEqual(after?.endpoint, ["10.0.0.4", "10.0.16.4"]);
    assert.deepEqual(before?.endpoint, after.endpoint);
    for (const name of ["crm", "srv"]) assert.deepEqual(before.fronts[name], after.fronts[name]);
    assert.notDeepEqual(after.fronts["crm"], after.fronts["srv"], "names come to different addresses");
  });

  it("fill a subnet to the last address, and no further", () => {
    const fronts = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);
    assert.equal(Object.keys(pinAddresses(["10.0.0.0/28"], fronts(10))?.fronts ?? {}).length, 10);
    assert.equal(pinAddresses(["10.0.0.0/28"], fronts(11)), undefined);
    assert.equal(pinAddresses(["10.0.0.0/24", "10.0.1.0/28"], fronts(11)), undefined);
    assert.equal(pinAddresses(["10.0.0.0/30"], []), undefined, "not even the endpoint");
  });
});
