import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Deployment } from "@pulumi/pulumi/automation";
import { parse, stringify } from "yaml";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { adoptedBy } from "../../lab/adopted";
import { readStackFile } from "../../stacks/stackFile";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";

const deploymentType = "aws:apigateway/deployment:Deployment";
const policyType = "aws:apigateway/restApiPolicy:RestApiPolicy";
const stageType = "aws:apigateway/stage:Stage";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly outputs?: unknown;
}

describe("prod in the lab, with the real engine", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  const stackFile = resolve("Pulumi.prod.yaml");
  let labRoot: string;
  let created: readonly Resource[];

  before(function () {
    skipWithoutEngine(this);
    labRoot = folder();
  });

  function run(command: RunCommand, file = stackFile, onOutput?: (text: string) => void): Promise<RunResult> {
    const adopted = adoptedBy(readStackFile(file).topology);
    return runStack({
      command,
      stack: "prod",
      stackFile: file,
      lab: true,
      labRoot,
      projectDir: resolve("."),
      adopted,
      ...(onOutput && { onOutput }),
    });
  }

  it("previews everything as new, without making anything", async () => {
    const { changes } = await run("preview");
    assert.deepEqual(Object.keys(changes), ["create"]);
    assert.deepEqual(programs(cloudIn(labRoot)), []);
  });

  it("is created", async () => {
    const { changes, outputs, exportStack } = await run("up");
    assert.deepEqual(Object.keys(changes), ["create"]);
    created = await resources({ exportStack });
    assert.ok(programs(cloudIn(labRoot)).length > 40);
    assert.doesNotMatch(JSON.stringify(outputs), /undefined|\[unknown\]/);
  });

  it("has nothing to change the second time", async () => {
    const { changes } = await run("up");
    assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("changes the policy and the stage for another range, and replaces the deployment only", async () => {
    const file = withAnotherRange(stackFile, folder());
    const { changes, exportStack } = await run("up", file);
    assert.equal(changes["replace"], 1);
    assert.equal(changes["delete"], undefined);
    const after = await resources({ exportStack });
    const changed = created.filter((was) => !isDeepStrictEqual(find(after, was)?.outputs, was.outputs));
    const replaced = created.filter((was) => find(after, was)?.id !== was.id);
    assert.deepEqual(
      replaced.map(({ type }) => type),
      [deploymentType],
    );
    for (const type of [policyType, stageType])
      assert.equal(changed.filter((was) => was.type === type).length, 1, type);
  });

  it("has not drifted", async () => {
    const { changes } = await run("refresh");
    assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("opens an API and moves a corporate range to another gateway in place, the policy before the deployment", async () => {
    const before = await resources(await run("up"));
    const printed: string[] = [];
    const { changes, exportStack } = await run("up", opened(stackFile, folder()), (text) =>
      printed.push(text),
    );
    const after = await resources({ exportStack });
    assert.equal(changes["replace"], 1);
    for (const type of [policyType, "aws:apigateway/restApi:RestApi", "aws:ec2/route:Route"]) {
      for (const was of before.filter((resource) => resource.type === type)) {
        assert.equal(find(after, was)?.id, was.id, was.urn);
      }
    }
    const log = printed.join("");
    const policySet = log.indexOf("RestApiPolicy policy.srv-us updated");
    assert.ok(policySet >= 0 && policySet < log.indexOf("Deployment srv-us.deployment creat"), log);
  });

  it("is destroyed without a trace, but for what was there before", async () => {
    const { changes, exportStack } = await run("destroy");
    assert.deepEqual(Object.keys(changes), ["delete"]);
    assert.deepEqual(await resources({ exportStack }), []);
    assert.deepEqual(programs(cloudIn(labRoot)), []);
  });
});

/** The stack file with a corporate range for oregon, which has none in the original. */
function withAnotherRange(stackFile: string, dir: string): string {
  const text = readFileSync(stackFile, "utf8");
  const stack = parse(text) as { config: { "apilink:topology": { networks: { oregon: object } } } };
  Object.assign(stack.config["apilink:topology"].networks.oregon, {
    corporate: [{ cidr: "192.168.0.0/16", via: "vgw-0fedcba9876543210" }],
  });
  const file = join(dir, "Pulumi.prod.yaml");
  writeFileSync(file, stringify(stack));
  return file;
}

/** The stack file with srv-us open to the internet, and seoul's corporate range behind a transit gateway. */
function opened(stackFile: string, dir: string): string {
  const text = readFileSync(stackFile, "utf8")
    .replace(/^ +- .*to: srv-us.*$/gm, "")
    .replace(/^( +)srv-us:$/m, "$&\n$1  access: regional")
    .replace(/vgw-\w+/, "tgw-0123456789abcdef0");
  const file = join(dir, "Pulumi.prod.yaml");
  writeFileSync(file, text);
  return file;
}

async function resources({ exportStack }: Pick<RunResult, "exportStack">): Promise<readonly Resource[]> {
  const exported: Deployment = await exportStack();
  const deployment = exported.deployment as { readonly resources?: readonly Resource[] };
  return deployment.resources ?? [];
}

function find(list: readonly Resource[], { urn }: Resource): Resource | undefined {
  return list.find((resource) => resource.urn === urn);
}

/** Every record in the lab's cloud. */
function cloudIn(labRoot: string): readonly unknown[] {
  const entries = readdirSync(join(labRoot, "prod", "cloud"), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry): unknown => JSON.parse(readFileSync(join(entry.parentPath, entry.name), "utf8")));
}

/** Those of them that a program has made. */
function programs(records: readonly unknown[]): readonly unknown[] {
  return records.filter((record) => typeof record === "object" && record !== null && "urn" in record);
}
