import assert from "node:assert/strict";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { describeRemark, distinctRemarks, policyRemarkIn } from "../../automation/policyRemarks";
import { policyPackFailure } from "../../automation/policyPackFailure";
import { runStack, type RunRequest } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { writeTinyProject } from "../support/tinyProject";

const urn = "urn:pulumi:tiny::apilink::aws:ec2/vpc:Vpc::seoul";

function policyEvent(message: string, enforcementLevel: string, resourceUrn = urn): EngineEvent {
  const pack = { policyPackName: "house", policyPackVersion: "1.0.0", policyPackVersionTag: "1.0.0" };
  const policy = { resourceUrn, message, color: "never", policyName: "no-vpcs", enforcementLevel, ...pack };
  return { sequence: 1, timestamp: 1, policyEvent: policy as NonNullable<EngineEvent["policyEvent"]> };
}

describe("what policies say", () => {
  it("is a violation or advice, of a resource, without the engine's colours", () => {
    const of = { pack: "house", rule: "no-vpcs", type: "aws:ec2/vpc:Vpc", name: "seoul" };
    assert.deepEqual(policyRemarkIn(policyEvent("<{%reset%}>No VPCs.\nnot one<{%reset%}>\n", "mandatory")), {
      ...{ kind: "violation", message: "No VPCs.\nnot one" },
      ...of,
    });
    assert.equal(policyRemarkIn(policyEvent("Rather not.\n", "advisory"))?.kind, "advice");
    assert.equal(policyRemarkIn({ sequence: 1, timestamp: 1 }), undefined);
  });

  it("is neither where a preview does not know enough", () => {
    const said = "can't run policy 'no-vpcs' from policy pack 'house@v1.0.0' during preview: not known: cidr";
    const remark = policyRemarkIn(policyEvent(said, "advisory"));
    assert.deepEqual([remark?.kind, remark?.message], ["unjudged", "not known: cidr"]);
  });

  it("is told once, by rule and resource, or of the stack", () => {
    const root = "urn:pulumi:tiny::apilink::pulumi:pulumi:Stack::apilink-tiny";
    const remarks = [urn, root, urn].flatMap(
      (each) => policyRemarkIn(policyEvent("No.", "mandatory", each)) ?? [],
    );
    assert.deepEqual(distinctRemarks(remarks).map(describeRemark), [
      ["no-vpcs: aws:ec2/vpc:Vpc seoul", "  No."],
      ["no-vpcs: the stack", "  No."],
    ]);
  });
});

describe("a policy pack that does not start", () => {
  const errors = [
    "policy pack not started: could not read policy pack port: io: read/write on closed pipe",
    "[runtime] Running program '/packs/house' failed with an unhandled exception:",
  ];

  it("is one line: which, and what it has died of, or else the engine's words", () => {
    const thrown = policyPackFailure(errors, "Error: no such rule\nand more");
    assert.equal(thrown, "the policy pack /packs/house does not start: Error: no such rule");
    const quoted = 'policy pack "/packs/b" failed to start: the Pulumi SDK has not been installed';
    assert.equal(
      policyPackFailure([quoted], undefined),
      `the policy pack /packs/b does not start: ${quoted}`,
    );
    const located = 'failed to load Pulumi policy project located at "/packs/c": invalid YAML file';
    assert.match(
      policyPackFailure([located], undefined) ?? "",
      /^the policy pack \/packs\/c does not start: failed/,
    );
  });

  it("is not taken for what is something else", () => {
    assert.equal(policyPackFailure(errors.slice(1), "Error: x"), undefined);
  });
});

describe("a run with policies, with the real engine", function () {
  this.timeout(60_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  const program = `
    import * as aws from "@pulumi/aws";
    const provider = new aws.Provider("seoul", { region: "ap-northeast-2", allowedAccountIds: ["111111111111"] });
    new aws.ec2.Vpc("seoul", { cidrBlock: "10.0.0.0/16" }, { provider });`;

  function packOf(script: string): string {
    const dir = folder();
    writeFileSync(join(dir, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "house", version: "1.0.0" }));
    writeFileSync(join(dir, "index.js"), script);
    symlinkSync(resolve("node_modules"), join(dir, "node_modules"), "junction");
    return dir;
  }

  function up(policyPacks: readonly string[], more: Partial<RunRequest> = {}) {
    const projectDir = writeTinyProject(folder(), program);
    return runStack({ command: "up", stack: "tiny", lab: true, projectDir, policyPacks, ...more });
  }

  const rule = `
    const { PolicyPack } = require("@pulumi/policy");
    const validateResource = ({ type }, report) => type === "aws:ec2/vpc:Vpc" && report("not one");
    new PolicyPack("house", { policies: [
      { name: "no-vpcs", description: "No VPCs.", enforcementLevel: "mandatory", validateResource },
    ] });`;

  it("ends with the rule, the resource and the text of what it violates, and changes nothing", async () => {
    await assert.rejects(up([packOf(rule)]), {
      name: "PolicyViolationError",
      status: 1,
      message: [
        "1 violation of policies: nothing was changed",
        "  no-vpcs: aws:ec2/vpc:Vpc seoul",
        "    No VPCs.",
        "    not one",
      ].join("\n"),
    });
  });

  it("takes a rule's level from the pack's settings, and then goes on", async () => {
    const config = join(folder(), "levels.json");
    writeFileSync(config, JSON.stringify({ "no-vpcs": "advisory" }));
    const kinds: unknown[] = [];
    const onEvent = (event: EngineEvent): unknown => kinds.push(policyRemarkIn(event)?.kind);
    const { changes } = await up([packOf(rule)], {
      command: "preview",
      policyPackConfigs: [config],
      onEvent,
    });
    assert.deepEqual(changes, { create: 3 });
    assert.ok(kinds.includes("advice") && !kinds.includes("violation"));
  });

  it("ends with one line where the pack dies as it starts", async () => {
    const pack = packOf(`throw new Error("no such rule");`);
    await assert.rejects(up([pack]), {
      name: "PolicyPackError",
      status: 2,
      message: `the policy pack ${pack} does not start: Error: no such rule`,
    });
  });
});
