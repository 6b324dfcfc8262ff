import assert from "node:assert/strict";
import type { Properties } from "../../../lab/resource";
import { handlerOf, knownTypes } from "../../../lab/services";
import { types } from "../../../lab/services/types";
import { landscape, steps, type Landscape } from "./landscape";

/** How AWS and its provider shape the ids. */
const shapes: Readonly<Record<string, RegExp>> = {
  vpc: /^vpc-0[0-9a-f]{16}$/,
  a: /^subnet-0[0-9a-f]{16}$/,
  internet: /^igw-0[0-9a-f]{16}$/,
  table: /^rtb-0[0-9a-f]{16}$/,
  association: /^rtbassoc-0[0-9a-f]{16}$/,
  route: /^r-rtb-0[0-9a-f]{16}\d+$/,
  group: /^sg-0[0-9a-f]{16}$/,
  closed: /^sg-0[0-9a-f]{16}$/,
  rule: /^sgr-0[0-9a-f]{16}$/,
  endpoint: /^vpce-0[0-9a-f]{16}$/,
  peering: /^pcx-0[0-9a-f]{16}$/,
  vpn: /^vpn-attachment-[0-9a-f]+$/,
  transit: /^tgw-attach-0[0-9a-f]{16}$/,
  flow: /^fl-0[0-9a-f]{16}$/,
  api: /^[a-z0-9]{10}$/,
  resource: /^[a-z0-9]{6}$/,
  deployment: /^[a-z0-9]{6}$/,
  method: /^agm-[a-z0-9]{10}-[a-z0-9]{10}-GET$/,
  response: /^agmr-[a-z0-9]{10}-[a-z0-9]{10}-GET-200$/,
  integration: /^agi-[a-z0-9]{10}-[a-z0-9]{10}-GET$/,
  "integration response": /^agir-[a-z0-9]{10}-[a-z0-9]{10}-GET-200$/,
  stage: /^ags-[a-z0-9]{10}-v1$/,
  settings: /^[a-z0-9]{10}-v1-\*\/\*$/,
  account: /^api-gateway-account$/,
  key: /^[a-z0-9]{10}$/,
  plan: /^[a-z0-9]{6}$/,
  logs: /^logs-[0-9a-f]{7}$/,
  role: /^role-[0-9a-f]{7}$/,
  placement: /^placement-[0-9a-f]{7}$/,
  web: /^i-0[0-9a-f]{16}$/,
  out: /^sgr-0[0-9a-f]{16}$/,
  targets:
    /^arn:aws:elasticloadbalancing:ap-northeast-2:111111111111:targetgroup\/targets-[0-9a-f]{7}\/[0-9a-f]{16}$/,
  "encryption key": /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  servers: /^servers-[0-9a-f]{7}$/,
  canary: /^canary-[0-9a-f]{7}$/,
  scheduled: /^scheduled-[0-9a-f]{7}$/,
  schedule: /^schedule-[0-9a-f]{7}$/,
  calls: /^schedule-[0-9a-f]{7}-terraform-[0-9a-f]{26}$/,
  failures: /^https:\/\/sqs\.ap-northeast-2\.amazonaws\.com\/111111111111\/failures-[0-9a-f]{7}$/,
  failing: /^failing-[0-9a-f]{7}$/,
  "role policy": /^role-[0-9a-f]{7}:role policy-[0-9a-f]{7}$/,
};

/** Ids that are another resource's. */
const borrowed: readonly (readonly [string, (made: Landscape) => unknown])[] = [
  ["closed", (made) => made.output("vpc", "defaultSecurityGroupId")],
  ["endpoint policy", (made) => made.id("endpoint")],
  ["accepter", (made) => made.id("peering")],
  ["options", (made) => made.id("peering")],
  ["resource policy", (made) => made.id("api")],
  ["invocations", (made) => made.id("canary")],
  ["plan key", (made) => made.id("key")],
];

/** One change a type of an input that AWS cannot change in place. */
const replacements: Readonly<Record<string, Properties>> = {
  vpc: { cidrBlock: "10.3.0.0/16" },
  a: { cidrBlock: "10.0.48.0/20" },
  route: { destinationCidrBlock: "172.16.0.0/12" },
  group: { description: "for another purpose" },
  "gateway endpoint": { serviceName: "com.amazonaws.ap-northeast-2.dynamodb" },
  flow: { trafficType: "REJECT", logDestination: "arn:aws:logs:ap-northeast-2:111111111111:log-group:other" },
  method: { httpMethod: "PUT" },
  deployment: { triggers: { policy: "{}" } },
  stage: { stageName: "v2" },
  settings: { methodPath: "srv/GET" },
  key: { value: "a-key-that-was-chosen-by-hand" },
  logs: { logGroupClass: "INFREQUENT_ACCESS" },
  role: { path: "/apis/" },
  placement: { strategy: "cluster" },
  web: { ami: "ami-0fedcba9876543210" },
  "encryption key": { multiRegion: true },
  canary: { name: "another-canary" },
  scheduled: { sourceArn: "arn:aws:events:ap-northeast-2:111111111111:rule/other" },
  failures: { fifoQueue: true },
  domain: { domainName: "other.example.com" },
  zone: { name: "other.example.com" },
};

describe("ids of the embedded cloud", () => {
  const once = landscape();
  const again = landscape();

  for (const [name, shape] of Object.entries(shapes)) {
    it(`shapes ${name} as AWS does`, () => {
      assert.match(once.id(name), shape);
    });
  }

  for (const [name, original] of borrowed) {
    it(`gives ${name} the id of what it belongs to`, () => {
      assert.equal(once.id(name), original(once));
    });
  }

  it("are the same every time, and so are all outputs", () => {
    for (const { name } of steps) assert.equal(once.id(name), again.id(name));
    const all = (made: Landscape): unknown => knownTypes().map((type) => made.store.all(type));
    assert.deepEqual(all(once), all(again));
  });

  it("are the same whatever else changes, and differ between accounts, regions and names", () => {
    const vpc = (name: string, inputs: Properties, account: string, region: string): string =>
      landscape({ before: "vpc" }).make(
        types.vpc,
        name,
        { cidrBlock: "10.0.0.0/16", ...inputs },
        { account, region },
      );
    const first = vpc("x", {}, "111111111111", "us-east-1");
    assert.equal(vpc("x", { tags: { purpose: "none" } }, "111111111111", "us-east-1"), first);
    const others = [
      vpc("y", {}, "111111111111", "us-east-1"),
      vpc("x", {}, "222222222222", "us-east-1"),
      vpc("x", {}, "111111111111", "us-east-2"),
    ];
    assert.equal(new Set([first, ...others]).size, 4);
  });

  for (const [name, change] of Object.entries(replacements)) {
    it(`replace ${name} under a new id`, () => {
      const made = landscape();
      const step = steps.find((other) => other.name === name) ?? assert.fail(name);
      const replaceOn = handlerOf(step.type)?.replaceOn ?? [];
      assert.ok(Object.keys(change).every((property) => replaceOn.includes(property)));
      const inputs = { ...step.inputs(made), ...change };
      assert.notEqual(made.make(step.type, name, inputs, step.place), landscape().id(name));
    });
  }

  it("survive an update, and so does the name", () => {
    const made = landscape();
    const urn = `urn:pulumi:dev::apilink::${types.securityGroup}::group`;
    const inputs = { vpcId: made.id("vpc"), tags: { purpose: "none" } };
    const place = { account: "111111111111", region: "ap-northeast-2" };
    const result = made.cloud.update(made.id("group"), { ...place, urn, inputs });
    assert.ok(result.ok);
    assert.equal(result.id, made.id("group"));
    assert.equal(result.outputs["name"], made.output("group", "name"));
  });
});
