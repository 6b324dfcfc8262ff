import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { contentsOf, withoutContents } from "../../lab/archives";
import type { Properties } from "../../lab/resource";
import { AwsProvider } from "../../lab/plugin/awsProvider";
import { types } from "../../lab/services/types";
import { signature } from "../../lab/state";
import { MemoryStore } from "../../lab/world";
import { onEmbeddedCloud, providerFor } from "../support/embedded";
import { temporaryFolders } from "../support/temporary";
import { archiveOf } from "./services/landscape";

/** Two files, and the hash that the engine, version 3.248, gave them. */
const files = {
  "index.js": "exports.handler = () => 1;",
  "settings.json": '{"arn":"arn:aws:iam::111111111111:role/role-e4f3e66"}',
};
const engineHash = "0c2f023e2ee4733dd4bf71bf72d64c0330179735cc5754a6240a31888220bfe2";

describe("archives", () => {
  const folder = temporaryFolders();

  it("have the engine's hash, and the sizes of their files", () => {
    assert.deepEqual(contentsOf(archiveOf(files)), { hash: engineHash, files: 2, bytes: 79 });
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    assert.equal(contentsOf(archiveOf(reversed)).hash, engineHash);
  });

  it("hash a file as its text", () => {
    const path = join(folder(), "one.js");
    writeFileSync(path, files["index.js"]);
    const assets = { ...block(archiveOf(files), "assets") };
    assets["index.js"] = { [signature]: block(assets, "index.js")[signature], path };
    assert.equal(contentsOf({ ...archiveOf(files), assets }).hash, engineHash);
  });

  it("hash an archive within as its files in a folder", () => {
    const nested = { ...archiveOf({}), assets: { lib: archiveOf({ "a.js": "1", "b.js": "2" }) } };
    assert.deepEqual(contentsOf(nested), contentsOf(archiveOf({ "lib/a.js": "1", "lib/b.js": "2" })));
  });

  it("differ by a name, by a text, and by where one ends", () => {
    const different: readonly Readonly<Record<string, string>>[] = [
      files,
      { "index.js": "1", b: "2" },
      { "index.js": "12", b: "" },
      { c: "1", b: "2" },
    ];
    const hashes = different.map((texts) => contentsOf(archiveOf(texts)).hash);
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it("are kept by their hash alone, wherever they are, and stay the same when kept again", () => {
    const kept = withoutContents({ list: [{ code: archiveOf(files) }], other: 1 });
    const small = { [signature]: archiveOf(files)[signature], hash: engineHash };
    assert.deepEqual(kept, { list: [{ code: small }], other: 1 });
    assert.deepEqual(withoutContents(kept), kept);
    // As the engine writes it after a refresh.
    assert.deepEqual(withoutContents({ ...small, assets: {} }), small);
  });

  it("of another kind are refused", () => {
    assert.throws(() => contentsOf({ ...archiveOf({}), assets: { "index.js": 1 } }), {
      code: "UnknownArchive",
    });
    assert.throws(() => contentsOf({ [signature]: "x", uri: "https://example.com" }), {
      code: "UnknownArchive",
    });
  });

  it("make no difference to the plugin while their files are the same", () => {
    const provider = new AwsProvider(new MemoryStore());
    provider.configure({ region: "ap-northeast-2", allowedAccountIds: ["111111111111"] });
    const named = {
      type: types.lambdaFunction,
      urn: `urn:pulumi:dev::apilink::${types.lambdaFunction}::made`,
    };
    const diff = (code: unknown): unknown =>
      provider.diff(named, {}, { code: withoutContents(archiveOf(files)) }, { code });
    assert.deepEqual(diff(archiveOf(files)), []);
    assert.deepEqual(diff(archiveOf({ "index.js": "" })), [
      { property: "code", kind: "update", replaces: false },
    ]);
  });

  it("come back whole to the program, while the list of states has the hash and no secret", async () => {
    const seen: unknown[] = [];
    const { states } = await onEmbeddedCloud(() => {
      const provider = providerFor("networks");
      const statement = {
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      };
      const role = new aws.iam.Role(
        "role",
        { assumeRolePolicy: JSON.stringify({ Statement: [statement] }) },
        { provider },
      );
      const made = new aws.lambda.Function(
        "made",
        {
          region: "ap-northeast-2",
          role: role.arn,
          runtime: "nodejs24.x",
          handler: "index.handler",
          code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("visible code") }),
          environment: { variables: { API_KEYS: pulumi.secret("hidden key"), TABLE_NAME: "servers" } },
        },
        { provider },
      );
      return made.code.apply((code) => seen.push(pulumi.asset.AssetArchive.isInstance(code)));
    });
    const state = states.find(({ type }) => type === types.lambdaFunction) ?? assert.fail("no function");
    assert.deepEqual(seen, [true]);
    assert.doesNotMatch(JSON.stringify(states), /visible code|hidden key/);
    assert.deepEqual(state.outputs["code"], withoutContents(archiveOf({ "index.js": "visible code" })));
    assert.deepEqual(state.inputs["code"], state.outputs["code"]);
    assert.deepEqual(block(state.outputs, "environment"), block(state.inputs, "environment"));
  });
});

function block(properties: Properties, key: string): Record<string, unknown> {
  const value = properties[key];
  return typeof value === "object" && value !== null ? { ...value } : {};
}
