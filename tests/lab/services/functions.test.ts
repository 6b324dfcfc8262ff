import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { partitionOf } from "../../../components/partitions";
import type { Properties } from "../../../lab/resource";
import { Refusal } from "../../../lab/refusal";
import { call } from "../../../lab/services/functions";
import { regions, zonesOf } from "../../../lab/services/regions";

const zones = "aws:index/getAvailabilityZones:getAvailabilityZones";
const inRegion = (region: string, args: Properties = {}): unknown =>
  call(zones, args, { account: "111111111111", region })["names"];

describe("zones of the embedded cloud", () => {
  it("knows every region of the SDK", () => {
    assert.deepEqual(new Set(regions), new Set(Object.values(aws.Region)));
  });

  it("gives every region at least two zones, each with an id of its own", () => {
    for (const region of regions) {
      assert.ok(zonesOf(region).filter(({ local }) => !local).length >= 2, region);
      assert.equal(new Set(zonesOf(region).map(({ id }) => id)).size, zonesOf(region).length);
    }
  });

  const letters: Readonly<Record<string, string>> = {
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
    "us-east-1": "abcdef",
    "eu-west-1": "abc",
  };
  for (const [region, expected] of Object.entries(letters)) {
    it(`has the zones ${expected} in ${region}`, () => {
      assert.deepEqual(
        inRegion(region),
        Array.from(expected, (letter) => region + letter),
      );
    });
  }

  const oregon = ["us-west-2a", "us-west-2b", "us-west-2c", "us-west-2d"];
  const filters: readonly (readonly [string, Properties, readonly string[]])[] = [
    ["no filter", {}, ["us-west-2-lax-1a", ...oregon]],
    ["state", { state: "available" }, ["us-west-2-lax-1a", ...oregon]],
    ["another state", { state: "impaired" }, []],
    ["zone-type", { filters: [{ name: "zone-type", values: ["availability-zone"] }] }, oregon],
    ["opt-in-status", { filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }] }, oregon],
    ["local zones", { filters: [{ name: "zone-type", values: ["local-zone"] }] }, ["us-west-2-lax-1a"]],
    ["excluded names", { excludeNames: ["us-west-2a", "us-west-2-lax-1a"] }, oregon.slice(1)],
  ];
  for (const [name, args, expected] of filters) {
    it(`asks for zones by ${name}`, () => {
      assert.deepEqual(inRegion("us-west-2", args), expected);
    });
  }

  it("lets the arguments name another region", () => {
    assert.deepEqual(inRegion("us-west-2", { region: "us-west-1" }), inRegion("us-west-1"));
  });

  const refused: readonly (readonly [string, () => unknown, string])[] = [
    ["an unknown region", () => inRegion("mars-north-1"), "InvalidRegion"],
    [
      "an unknown filter",
      () => inRegion("us-west-2", { filters: [{ name: "colour", values: [] }] }),
      "InvalidParameterValue",
    ],
    [
      "an unknown function",
      () => call("aws:index/getSun:getSun", {}, { account: "1", region: "us-west-2" }),
      "UnknownFunction",
    ],
  ];
  for (const [name, ask, code] of refused) {
    it(`refuses ${name}`, () => {
      assert.throws(ask, (error) => error instanceof Refusal && error.code === code);
    });
  }

  it("knows the partitions", () => {
    const names = ["eu-west-1", "cn-north-1", "us-gov-west-1", "us-iso-east-1", "us-isob-east-1"].map(
      (region) => partitionOf(region).name,
    );
    assert.deepEqual(names, ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b"]);
  });
});
