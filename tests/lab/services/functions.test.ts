import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { partitionOf } from "../../../components/partitions";
import type { Properties } from "../../../lab/resource";
import { Refusal } from "../../../lab/refusal";
import { call } from "../../../lab/services/functions";
import { regions, zonesOf } from "../../../lab/services/regions";
import { isSecret, reveal } from "../../../lab/state";

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

describe("public parameters of the embedded cloud", () => {
  const parameter = "aws:ssm/getParameter:getParameter";
  const folder = "/aws/service/ami-amazon-linux-latest";
  const ask = (name: string, region: string): Properties =>
    call(parameter, { name }, { account: "111111111111", region });

  it("name one image for each region and architecture, and always the same", () => {
    const asked = ["ap-northeast-2", "us-west-2"].flatMap((region) =>
      ["arm64", "x86_64"].map(
        (architecture) => ask(`${folder}/al2023-ami-kernel-default-${architecture}`, region)["insecureValue"],
      ),
    );
    for (const image of asked) assert.match(String(image), /^ami-0[0-9a-f]{16}$/);
    assert.equal(new Set(asked).size, 4);
    assert.equal(
      ask(`${folder}/al2023-ami-kernel-default-arm64`, "ap-northeast-2")["insecureValue"],
      asked[0],
    );
  });

  it("tell the value as a secret, too", () => {
    const told = ask(`${folder}/al2023-ami-kernel-default-arm64`, "ap-northeast-2");
    assert.ok(isSecret(told["value"]));
    assert.equal(reveal(told["value"]), told["insecureValue"]);
    const name = `${folder}/al2023-ami-kernel-default-arm64`;
    assert.deepEqual([told["name"], told["id"]], [name, name]);
    assert.equal(told["arn"], `arn:aws:ssm:ap-northeast-2::parameter${name}`);
  });

  const unknown: readonly (readonly [name: string, region: string, code: string])[] = [
    ["/prod/password", "ap-northeast-2", "ParameterNotFound"],
    [`${folder}/al1966-ami`, "ap-northeast-2", "ParameterNotFound"],
    [`${folder}/al2023-ami-kernel-default-arm64`, "mars-north-1", "InvalidRegion"],
  ];
  for (const [name, region, code] of unknown) {
    it(`does not know ${name} in ${region}`, () => {
      assert.throws(
        () => ask(name, region),
        (error) => error instanceof Refusal && error.code === code,
      );
    });
  }
});
