import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { handlerOf, knownTypes } from "../../../lab/services";
import { isMapping } from "../../../stacks/mapping";
import { landscape, steps } from "./landscape";

/** What every resource has, whatever its class declares. */
const common = new Set(["id", "urn"]);

type Getter = (name: string, id: string) => object;

/** The outputs that the SDK's class declares: looking one up sets them all, and needs no arguments. */
function declaredBy(type: string): readonly string[] {
  const [, module = "", name = ""] = /^aws:([^/]+)\/[^:]+:(.+)$/.exec(type) ?? [];
  const resources = (
    aws as unknown as Readonly<Record<string, Readonly<Record<string, { readonly get: Getter }>>>>
  )[module];
  const resource = resources?.[name] ?? assert.fail(`the SDK has no ${type}`);
  return Object.keys(resource.get(`the ${name}`, "some-id")).filter(
    (property) => !property.startsWith("__") && !common.has(property),
  );
}

describe("outputs of the embedded cloud", () => {
  before(async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ id, inputs }) => ({ id: id ?? "some-id", state: isMapping(inputs) ? inputs : {} }),
      call: () => ({}),
    });
  });

  it("has a sample of every type", () => {
    assert.deepEqual(new Set(steps.map(({ type }) => type)), new Set(knownTypes()));
  });

  for (const type of knownTypes()) {
    it(`knows or disclaims every output of ${type}`, () => {
      const made = landscape();
      const absent = handlerOf(type)?.absent ?? [];
      const declared = declaredBy(type);
      assert.ok(declared.length > 0, "the SDK declares outputs");
      assert.deepEqual(
        absent.filter((property) => !declared.includes(property)),
        [],
        "absent, but not declared",
      );
      for (const { name } of steps.filter((step) => step.type === type)) {
        const returned = declared.filter((property) => made.output(name, property) !== undefined);
        assert.deepEqual(
          declared.filter((property) => !returned.includes(property)),
          absent,
          "neither returned nor absent",
        );
      }
    });
  }

  it("names an interface endpoint as AWS does: the region, the zones, then the private names", () => {
    const made = landscape();
    const entries = made.output("endpoint", "dnsEntries");
    const names = (Array.isArray(entries) ? entries : [])
      .filter(isMapping)
      .map(({ dnsName }) => String(dnsName));
    const own = `${made.id("endpoint")}-[a-z0-9]{8}`;
    const parent = "execute-api\\.ap-northeast-2";
    const expected = [
      `${own}\\.${parent}\\.vpce\\.amazonaws\\.com`,
      `${own}-ap-northeast-2a\\.${parent}\\.vpce\\.amazonaws\\.com`,
      `${own}-ap-northeast-2c\\.${parent}\\.vpce\\.amazonaws\\.com`,
      `${parent}\\.amazonaws\\.com`,
      `\\*\\.${parent}\\.amazonaws\\.com`,
    ];
    assert.equal(names.length, expected.length);
    for (const [index, pattern] of expected.entries())
      assert.match(names[index] ?? "", new RegExp(`^${pattern}$`));
  });

  it("puts one interface with one free address into each subnet of an endpoint", () => {
    const made = landscape();
    const configurations = made.output("endpoint", "subnetConfigurations");
    assert.ok(Array.isArray(configurations));
    assert.equal(configurations.length, 2);
    const interfaces = made.output("endpoint", "networkInterfaceIds");
    assert.ok(Array.isArray(interfaces) && new Set(interfaces).size === 2);
  });

  it("publishes a stage in the region's partition", () => {
    const made = landscape();
    const api = made.id("api");
    assert.equal(
      made.output("stage", "invokeUrl"),
      `https://${api}.execute-api.ap-northeast-2.amazonaws.com/v1`,
    );
    assert.equal(
      made.output("stage", "executionArn"),
      `arn:aws:execute-api:ap-northeast-2:222222222222:${api}/v1`,
    );
    const china = { account: "333333333333", region: "cn-north-1" };
    made.make("aws:apigateway/restApi:RestApi", "china", {}, china);
    assert.equal(
      made.output("china", "arn"),
      `arn:aws-cn:apigateway:cn-north-1::/restapis/${made.id("china")}`,
    );
  });

  it("returns an input that is null as AWS's default", () => {
    const made = landscape();
    const name = { name: null, region: null, enableDnsHostnames: null, cidrBlock: "10.9.0.0/16" };
    made.make("aws:ec2/vpc:Vpc", "nulls", name);
    assert.equal(made.output("nulls", "enableDnsHostnames"), false);
  });
});
