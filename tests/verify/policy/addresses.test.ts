import assert from "node:assert/strict";
import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { parseAddress, parseAddressRange, cidrOf } from "../../../verify/policy/addresses";

const runs = { numRuns: 5000, seed: 20_261_122 };

describe("addresses", () => {
  it("are IPv4 or IPv6 exactly where the platform says so", () => {
    const texts = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.stringMatching(/^[0-9.]{1,15}$/),
      fc.stringMatching(/^([0-9a-f]{0,5}:){1,8}[0-9a-f.]{0,9}$/),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const family = isIPv4(text) ? 4 : isIPv6(text) ? 6 : undefined;
        assert.equal(parseAddress(text)?.family, family);
      }),
      runs,
    );
  });

  it("are in a range where the platform says so", () => {
    const ranges = fc.oneof(
      fc.tuple(fc.constant("ipv4" as const), fc.ipV4(), fc.nat({ max: 32 }), fc.ipV4()),
      fc.tuple(fc.constant("ipv6" as const), fc.ipV6(), fc.nat({ max: 128 }), fc.ipV6()),
    );
    fc.assert(
      fc.property(ranges, fc.boolean(), ([family, base, prefix, other], same) => {
        // Most pairs are far apart: take the range's own address half of the time, and small prefixes often.
        const address = same ? base : other;
        const size = same ? prefix : prefix % 5;
        const list = new BlockList();
        list.addSubnet(base, size, family);
        const range = parseAddressRange(`${base}/${size}`);
        const value = parseAddress(address)?.value;
        assert.ok(range !== undefined && value !== undefined);
        assert.equal(range.first <= value && value <= range.last, list.check(address, family));
      }),
      runs,
    );
  });

  it("end where the next range begins", () => {
    assert.deepEqual(parseAddressRange("10.0.1.77/23"), { family: 4, first: 167_772_160, last: 167_772_671 });
    assert.deepEqual(parseAddressRange("2001:db8::1/46"), {
      family: 6,
      first: "20010db8000000000000000000000000",
      last: "20010db80003ffffffffffffffffffff",
    });
  });

  it("may stand alone, or for all", () => {
    assert.deepEqual(parseAddressRange("255.255.255.255"), {
      family: 4,
      first: 2 ** 32 - 1,
      last: 2 ** 32 - 1,
    });
    assert.deepEqual(parseAddressRange("0.0.0.0/0"), { family: 4, first: 0, last: 2 ** 32 - 1 });
    assert.deepEqual(parseAddressRange("::1/0"), { family: 6, first: "0".repeat(32), last: "f".repeat(32) });
  });

  it("are no ranges with a prefix that is too long, none, or two", () => {
    for (const text of [
      "10.0.0.0/33",
      "::/129",
      "10.0.0.0/",
      "10.0.0.0/8/8",
      "10.0.0.0/-1",
      "10.0.0.0/1.5",
      "any",
    ]) {
      assert.equal(parseAddressRange(text), undefined, text);
    }
  });

  it("are written as ranges", () => {
    for (const text of ["10.0.0.0/15", "0.0.0.0/0", "192.168.7.9/32"]) {
      const range = parseAddressRange(text);
      assert.ok(range?.family === 4);
      assert.equal(cidrOf(range.first, range.last), text);
    }
  });
});
