import assert from "node:assert/strict";
import { chargedTypes, freeTypes } from "../../cost/charges/byType";
import { microsOf, split } from "../../cost/money";
import { costOf, priceOf, pricesOf, sources, type Meter } from "../../cost/prices";
import { otherEndpoints, regions } from "../../cost/prices/regions";
import { regionTransfer } from "../../cost/prices/transfer";
import { types } from "../../lab/services/types";

const usdOf = (meter: Meter, region: string): number =>
  costOf(1, priceOf({ meter, region }) ?? assert.fail(`${meter} of ${region}`));

describe("the table of prices", () => {
  it("has the guides' figures of Seoul", () => {
    assert.equal(usdOf("endpointHour", "ap-northeast-2"), 0.013);
    assert.equal(usdOf("endpointData", "ap-northeast-2"), 0.01);
    assert.equal(costOf(1, otherEndpoints.gatewayLoadBalancerEndpointData), 0.0035);
    assert.equal(costOf(1000, otherEndpoints.gatewayEndpointHour), 0);
    assert.equal(costOf(1000, otherEndpoints.gatewayEndpointData), 0);
    for (const meter of ["endpointHour", "endpointData"] as const)
      assert.equal(priceOf({ meter, region: "ap-northeast-2" })?.source, "guides");
  });

  it("has the main prices of every region that the examples and tests use", () => {
    const main: readonly Meter[] = [
      "endpointHour",
      "endpointData",
      "balancerHour",
      "balancerCapacity",
      "apiRequest",
      "lambdaRequest",
      "lambdaArm",
      "key",
      "alarm",
      "metric",
      "zoneTransfer",
      "logIngest",
    ];
    const used = [
      "ap-northeast-1",
      "ap-northeast-2",
      "ap-southeast-1",
      "eu-west-1",
      "us-east-1",
      "us-east-2",
      "us-west-1",
      "us-west-2",
    ];
    assert.deepEqual(Object.keys(regions).sort(), used);
    for (const region of used) for (const meter of main) assert.ok(usdOf(meter, region) > 0);
  });

  it("has a dated source for each figure, and tiers that grow cheaper to the end", () => {
    assert.match(pricesOf, /^\d{4}-\d\d-\d\d$/);
    for (const source of Object.values(sources)) assert.match(source, /\d{4}|guides|table/);
    const prices = Object.values(regions).flatMap((region) => Object.values(region));
    assert.ok(prices.length > 100);
    for (const { tiers, source } of prices) {
      assert.ok(Object.hasOwn(sources, source));
      assert.equal(tiers.at(-1)?.upTo, Infinity);
      for (const [index, { upTo, usd }] of tiers.entries()) {
        const next = tiers[index + 1];
        assert.ok(usd > 0 && (next === undefined || (next.upTo > upTo && next.usd < usd)));
      }
    }
  });

  it("counts each tier's part of a quantity at its own price", () => {
    const data = priceOf({ meter: "endpointData", region: "us-west-2" }) ?? assert.fail();
    assert.equal(costOf(0, data), 0);
    assert.equal(microsOf(costOf(1_048_576, data)), microsOf(10_485.76));
    assert.equal(microsOf(costOf(1_048_576 + 1000, data)), microsOf(10_485.76 + 6));
    assert.equal(microsOf(costOf(6 * 1_048_576, data)), microsOf(10_485.76 + 25_165.824 + 4194.304));
  });

  it("tells transfers by pair of regions, and none of a region that it does not know", () => {
    const usd = (from: string, to: string): number | undefined => regionTransfer(from, to)?.tiers[0]?.usd;
    assert.deepEqual(
      [usd("ap-northeast-2", "us-west-2"), usd("us-west-2", "ap-northeast-2"), usd("us-east-1", "us-east-2")],
      [0.08, 0.02, 0.01],
    );
    assert.deepEqual(
      [usd("me-central-1", "us-west-2"), usd("us-west-2", "me-central-1")],
      [undefined, undefined],
    );
  });

  it("has an answer for every type that the program knows: charged, free, or told to have no price", () => {
    const others = Object.values(types).filter(
      (type) => !Object.hasOwn(chargedTypes, type) && !freeTypes.has(type),
    );
    // The program makes neither; both cost by the hour.
    assert.deepEqual(others, [types.transitGateway, types.natGateway]);
    assert.ok(Object.keys(chargedTypes).every((type) => !freeTypes.has(type)));
  });

  it("splits amounts without losing any of them", () => {
    assert.deepEqual(split(10, [1, 1, 1]), [3, 4, 3]);
    assert.deepEqual(split(7, [0, 0]), [4, 3]);
    assert.deepEqual(split(100, [3, 1]), [75, 25]);
    assert.deepEqual(split(5, []), []);
  });
});
