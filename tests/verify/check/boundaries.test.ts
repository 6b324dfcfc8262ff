import assert from "node:assert/strict";
import fc from "fast-check";
import type { Properties } from "../../../lab/resource";
import { contains, numberOf, rangeOf, type AddressRange } from "../../../verify/model/addresses";
import { types } from "../../../verify/model/types";
import { boundariesIn, split } from "../../../verify/check/boundaries";
import {
  add,
  allowAll,
  mock,
  modelWith,
  resource,
  route,
  set,
  traceIn,
  said,
  triggers,
  workload,
  type Change,
} from "../../support/oneEndpoint";

/** A range within the caller's subnet, in CIDR notation, or all of the VPC. */
const range = fc
  .tuple(fc.nat(255), fc.integer({ min: 22, max: 32 }))
  .map(
    ([last, prefix]) =>
      `10.0.0.${last - (last % 2 ** Math.max(0, 32 - Math.max(prefix, 24)))}/${Math.max(prefix, 24)}`,
  );

function parsed(text: string): AddressRange {
  return rangeOf(text) ?? assert.fail(`${text} is no range`);
}

describe("the parts of a range", () => {
  it("cover it exactly, in order, and hold no boundary within", () => {
    fc.assert(
      fc.property(range, fc.array(fc.nat(2 ** 8 + 20)), (text, offsets) => {
        const whole = parsed(text);
        const boundaries = [...new Set(offsets.map((offset) => numberOf("10.0.0.0") + offset))].sort(
          (a, b) => a - b,
        );
        const pieces = split(whole, boundaries);
        assert.equal(pieces[0]?.first, whole.first);
        assert.equal(pieces.at(-1)?.last, whole.last);
        for (const [index, piece] of pieces.entries()) {
          assert.ok(piece.first <= piece.last);
          assert.equal(piece.first, index === 0 ? whole.first : (pieces[index - 1]?.last ?? NaN) + 1);
          assert.ok(!boundaries.some((boundary) => boundary > piece.first && boundary <= piece.last));
          // Their text is the same range again.
          const blocks = piece.text.split(", ").map(parsed);
          assert.equal(blocks[0]?.first, piece.first);
          assert.equal(blocks.at(-1)?.last, piece.last);
          blocks.slice(1).forEach((block, at) => {
            assert.equal(block.first, (blocks[at]?.last ?? NaN) + 1);
          });
        }
        assert.equal(pieces.length, 1 + boundaries.filter((b) => b > whole.first && b <= whole.last).length);
      }),
    );
  });

  it("are written in the fewest blocks", () => {
    const cut = (text: string, ...at: readonly string[]): readonly string[] =>
      split(parsed(text), at.map(numberOf)).map(({ text: piece }) => piece);
    assert.deepEqual(cut("10.0.0.0/24"), ["10.0.0.0/24"]);
    assert.deepEqual(cut("10.0.0.0/24", "10.0.0.128"), ["10.0.0.0/25", "10.0.0.128/25"]);
    assert.deepEqual(cut("10.0.0.0/29", "10.0.0.3"), [
      "10.0.0.0/31, 10.0.0.2/32",
      "10.0.0.3/32, 10.0.0.4/30",
    ]);
    assert.deepEqual(cut("0.0.0.0/0", "128.0.0.0"), ["0.0.0.0/1", "128.0.0.0/1"]);
    assert.deepEqual(cut("10.0.0.0/24", "10.0.0.0", "10.0.1.0"), ["10.0.0.0/24"]);
  });
});

/** Everything that may tell callers apart by their address. */
const rules: Readonly<Record<string, (text: string) => Change>> = {
  "a security group's rule": (cidrIpv4) => set("rule", { cidrIpv4 }),
  "a network ACL's rule, inwards": (cidrBlock) => acl([{ ...entry, cidrBlock }], [entry]),
  "a network ACL's rule, outwards": (cidrBlock) => acl([entry], [{ ...entry, cidrBlock }]),
  "a route": (cidr) => add(route("extra", "carrier", cidr, { natGatewayId: "nat-0" })),
  "an endpoint policy": (cidr) => set("endpoint-policy", { policy: JSON.stringify(policyOf(cidr)) }),
  "a resource policy": (cidr) => set("deployment", triggers({ "/": [mock()] }, policyOf(cidr))),
};
const entry: Properties = { ruleNo: 1, action: "allow", protocol: "-1", cidrBlock: "0.0.0.0/0" };

function acl(ingress: readonly Properties[], egress: readonly Properties[]): Change {
  return add(resource(types.networkAcl, "acl", "acl-0", { subnetIds: ["subnet-carrier"], ingress, egress }));
}

function policyOf(cidr: string): Properties {
  const [statement] = allowAll()["Statement"] as readonly Properties[];
  return { Statement: [{ ...statement, Condition: { IpAddress: { "aws:VpcSourceIp": cidr } } }] };
}

describe("boundaries", () => {
  for (const [what, ruled] of Object.entries(rules)) {
    it(`lie where ${what} begins and ends, so that callers between two of them fare alike`, () => {
      fc.assert(
        fc.property(range, fc.array(fc.nat(255), { maxLength: 6 }), (text, offsets) => {
          const model = modelWith(ruled(text));
          const pieces = split(parsed("10.0.0.0/24"), boundariesIn(model));
          const fareOf = (offset: number): string =>
            said(traceIn(model, { from: workload("home", "caller", `10.0.0.${offset}`) }));
          const admitted = parsed(text);
          const edges = [admitted.first - 1, admitted.first, admitted.last, admitted.last + 1]
            .map((address) => address - numberOf("10.0.0.0"))
            .filter((offset) => offset >= 0 && offset <= 255);
          for (const offset of [...offsets, ...edges]) {
            const piece = pieces.find((each) => contains(each, numberOf(`10.0.0.${offset}`)));
            const [first, last] = [piece?.first, piece?.last].map(
              (address = NaN) => address - numberOf("10.0.0.0"),
            );
            assert.deepEqual(
              [fareOf(offset), fareOf(first ?? NaN), fareOf(last ?? NaN)],
              Array(3).fill(fareOf(offset)),
            );
          }
          const inside = said(traceIn(model, { from: workload("home", "caller", text.split("/")[0] ?? "") }));
          if (admitted.first > numberOf("10.0.0.0")) assert.notEqual(fareOf(0), inside);
        }),
        { numRuns: 40 },
      );
    });
  }
});
