import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { contentsOf } from "../../lab/archives";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { labFolders } from "../../automation/labFolders";
import type { ResourceState } from "../../lab/state";
import { FileStore } from "../../lab/fileStore";
import { types } from "../../lab/services/types";
import { isMapping } from "../../stacks/mapping";
import { writeTinyProject } from "../support/tinyProject";

/** A function of two files, one of which comes from another resource, with a secret in its environment. */
const program = (code: string): string => `
  import * as aws from "@pulumi/aws";
  import * as pulumi from "@pulumi/pulumi";
  const provider = new aws.Provider("seoul", { region: "ap-northeast-2", allowedAccountIds: ["111111111111"] });
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  const role = new aws.iam.Role("role", { assumeRolePolicy: JSON.stringify({ Statement: [trust] }) }, { provider });
  const settings = role.arn.apply((arn) => new pulumi.asset.StringAsset(JSON.stringify({ arn })));
  const code = settings.apply((asset) => new pulumi.asset.AssetArchive({
    "index.js": new pulumi.asset.StringAsset(${JSON.stringify(code)}),
    "settings.json": asset,
  }));
  const made = new aws.lambda.Function("made", {
    role: role.arn, runtime: "nodejs24.x", handler: "index.handler", code,
    environment: { variables: { API_KEYS: pulumi.secret("hidden key") } },
  }, { provider });
  export const arn = made.arn;
  export const sha = made.codeSha256;
  export const key = made.environment.apply((environment) => environment?.variables?.["API_KEYS"]);
  export const files = made.code.apply(async (archive) => Object.keys(await (archive as any).assets).join());
`;

describe("a function in the lab, with the real engine", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let dir: string;

  before(function () {
    skipWithoutEngine(this);
    dir = writeTinyProject(folder(), program("exports.handler = () => 1;"));
  });

  const run = (command: RunCommand): Promise<RunResult> =>
    runStack({ command, stack: "tiny", lab: true, labRoot: dir, projectDir: dir });

  it("is made of its files, which the cloud keeps by their hash as the engine computes it", async () => {
    const { changes, outputs, exportStack } = await run("up");
    assert.deepEqual(changes, { create: 4 });
    const { resources = [] } = (await exportStack()).deployment as { resources?: readonly ResourceState[] };
    const code = resources.find(({ type }) => type === types.lambdaFunction)?.inputs["code"];
    assert.ok(isMapping(code));
    assert.equal(contentsOf({ ...code, hash: "" }).hash, code["hash"]);
    assert.equal(Buffer.from(String(outputs["sha"]), "base64").toString("hex"), code["hash"]);
    const [made] = new FileStore(labFolders(dir, "tiny").cloud).all(types.lambdaFunction);
    assert.doesNotMatch(JSON.stringify(made), /exports\.handler/);
    assert.deepEqual([outputs["key"], outputs["files"]], ["[secret]", "index.js,settings.json"]);
  });

  it("has nothing to change while its files are the same, after a refresh too", async () => {
    assert.deepEqual((await run("up")).changes, { same: 4 });
    assert.deepEqual((await run("refresh")).changes, { same: 4 });
    assert.deepEqual((await run("up")).changes, { same: 4 });
  });

  it("is updated in place with other files, and destroyed", async () => {
    const before = (await run("preview")).outputs;
    writeFileSync(join(dir, "index.ts"), program("exports.handler = () => 2;"));
    assert.deepEqual((await run("preview")).changes, { same: 3, update: 1 });
    const { changes, outputs } = await run("up");
    assert.deepEqual(changes, { same: 3, update: 1 });
    assert.equal(outputs["arn"], before["arn"]);
    assert.notEqual(outputs["sha"], before["sha"]);
    assert.deepEqual((await run("destroy")).changes, { delete: 4 });
  });
});
