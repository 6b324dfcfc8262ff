import assert from "node:assert/strict";
import fc from "fast-check";
import { planSubnets } from "../../components/subnetPlan";
import { addressOf, boundsOf } from "../support/policies";

const zones = fc.integer({ min: 1, max: 8 });
const vpcRanges = fc
  .tuple(fc.integer({ min: 16, max: 28 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  .map(([prefix, start]) => `${addressOf(start - (start % 2 ** (32 - prefix)))}/${prefix}`);

const prefixOf = (range: string): number => Number(range.split("/")[1]);

describe("planSubnets", () => {
  it("cuts a VPC into sixteen slots: isolated subnets in the first half, public ones in the second", () => {
    assert.deepEqual(planSubnets("10.0.0.0/16", 2, true), {
      isolated: ["10.0.0.0/20", "10.0.16.0/20"],
      public: ["10.0.128.0/20", "10.0.144.0/20"],
    });
    assert.deepEqual(planSubnets("10.0.0.0/16", 3, false), {
      isolated: ["10.0.0.0/20", "10.0.16.0/20", "10.0.32.0/20"],
      public: [],
    });
  });

  it("cuts small VPCs into fewer slots, none smaller than /28", () => {
    assert.deepEqual(planSubnets("10.0.0.0/28", 1, false), { isolated: ["10.0.0.0/28"], public: [] });
    assert.deepEqual(planSubnets("10.0.0.0/27", 1, true), {
      isolated: ["10.0.0.0/28"],
      public: ["10.0.0.16/28"],
    });
    assert.equal(planSubnets("10.0.0.0/28", 2, false), undefined);
    assert.equal(planSubnets("10.0.0.0/28", 1, true), undefined);
    assert.equal(planSubnets("10.0.0.0/27", 2, false), undefined);
  });

  it("has room for eight zones with public subnets in every VPC from /24, and for no ninth", () => {
    assert.equal(planSubnets("10.0.0.0/24", 8, true)?.public.length, 8);
    assert.equal(planSubnets("10.0.0.0/16", 9, false), undefined);
  });

  it("lays every subnet inside the VPC, apart from all others, between /16 and /28", () => {
    fc.assert(
      fc.property(vpcRanges, zones, fc.boolean(), (vpc, count, withPublic) => {
        const plan = planSubnets(vpc, count, withPublic);
        fc.pre(plan !== undefined);
        assert.equal(plan.isolated.length, count);
        assert.equal(plan.public.length, withPublic ? count : 0);
        const [first, last] = boundsOf(vpc);
        const subnets = [...plan.isolated, ...plan.public];
        const bounds = subnets.map(boundsOf).sort(([one], [other]) => one - other);
        bounds.forEach(([start, end], index) => {
          assert.ok(start >= first && end <= last, `${subnets.join()} lie inside ${vpc}`);
          assert.ok(start > (bounds[index - 1]?.[1] ?? -1), `${subnets.join()} lie apart`);
          assert.equal(start % (end - start + 1), 0, `${subnets.join()} have no host bits`);
        });
        assert.ok(subnets.every((subnet) => prefixOf(subnet) >= 16 && prefixOf(subnet) <= 28));
      }),
    );
  });

  it("moves no subnet when a zone or the public subnets are added", () => {
    fc.assert(
      fc.property(vpcRanges, zones, zones, (vpc, one, other) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)];
        const [before, after] = [planSubnets(vpc, few, false), planSubnets(vpc, many, true)];
        fc.pre(after !== undefined);
        assert.deepEqual(before?.isolated, after.isolated.slice(0, few));
        assert.deepEqual(planSubnets(vpc, few, true)?.public, after.public.slice(0, few));
      }),
    );
  });
});
