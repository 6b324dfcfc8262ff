import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { bundle, type BundledCode } from "../../stacks/bundling/bundle";
import { keptFiles } from "../../stacks/bundling/keptFiles";
import { unadorned } from "../../stacks/bundling/unadorned";
import {
  bundleOf,
  handlerCode,
  handlerNames,
  placeholderOf,
  type HandlerName,
} from "../../stacks/handlerBundles";
import { UserError } from "../../stacks/userError";
import { temporaryFolders } from "../support/temporary";
import { engine } from "./bundling/engine";
import { installApart, packageFiles, writeFiles } from "./bundling/layouts";

const project = resolve(__dirname, "../..");
const node = promisify(execFile);

/** Bundles in a process of its own, which ends by itself. */
async function bundledElsewhere(
  root: string,
  names: readonly string[],
): Promise<Record<string, BundledCode>> {
  const script = join(__dirname, "bundling", "bundleOnce.js");
  const { stdout } = await node(process.execPath, [script, root, ...names], {
    cwd: dirname(root),
    maxBuffer: 2 ** 26,
    timeout: 15_000,
  });
  return JSON.parse(stdout) as Record<string, BundledCode>;
}

/** What a check prints, whatever it finds, where it cannot start a process. */
function checked(): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const [script, bin] = [join(__dirname, "bundling", "noProcess.js"), join(project, "cli", "bin.js")];
  const args = ["--require", script, bin, "check", "--stack", "dev"];
  return new Promise((ended) => {
    execFile(process.execPath, args, (_, stdout, stderr) => {
      ended({ stdout, stderr });
    });
  });
}

describe("the functions' bundles", () => {
  const temporary = temporaryFolders();

  it("are of the same bytes in another process and folder", async () => {
    const copy = temporary();
    cpSync(join(project, "handlers"), join(copy, "handlers"), { recursive: true });
    symlinkSync(join(project, "node_modules"), join(copy, "node_modules"), "junction");
    await sameAsHere(await bundledElsewhere(copy, handlerNames), handlerNames);
  });

  it("are of the same bytes with packages that are installed in another way, apilink among them", async () => {
    const modules = join(temporary(), "node_modules");
    const installed = join(modules, "apilink");
    cpSync(join(project, "handlers"), join(installed, "handlers"), { recursive: true });
    installApart(join(project, "node_modules"), ["@aws-sdk/client-dynamodb"], modules);
    // What the project around may ask of its own compiler is nothing to a function.
    writeFiles(dirname(modules), {
      "tsconfig.json": JSON.stringify({
        compilerOptions: { verbatimModuleSyntax: true, alwaysStrict: true },
      }),
    });
    const names = ["inventory", "canary"] as const;
    await sameAsHere(await bundledElsewhere(installed, names), names);
  });

  it("are of the sizes that are told, and the inventory's is of 250 kB at most", async () => {
    for (const name of handlerNames) {
      const { code, bytes } = await bundleOf(name);
      assert.equal(bytes, Buffer.from(code).length, name);
    }
    assert.ok((await bundleOf("inventory")).bytes <= 250_000);
  });

  it("hold nothing of Pulumi, and of AWS's SDK no package twice", async () => {
    for (const name of handlerNames) {
      const sources = sourcesOf(await bundleOf(name));
      assert.ok(!sources.some((source) => source.includes("@pulumi/")), name);
      assert.equal(new Set(sources).size, sources.length, name);
    }
  });

  it("have maps that name the sources by place in the project or package, and hold none of them", async () => {
    for (const name of handlerNames) {
      const { code, sourceMap } = await bundleOf(name);
      const sources = sourcesOf({ sourceMap });
      assert.match(code, /\n\/\/# sourceMappingURL=index\.js\.map\n$/);
      assert.ok(!("sourcesContent" in (JSON.parse(sourceMap) as object)));
      assert.ok(sources.includes(`handlers/${name}/index.ts`));
      for (const source of sources) {
        assert.match(source, /^(handlers|node_modules\/(?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/);
        assert.ok(existsSync(join(project, source)), source);
      }
    }
  });

  it("run where no package is installed", async () => {
    const folder = temporary();
    writeFiles(folder, {
      "index.js": (await bundleOf("inventory")).code,
      "run.js": `require("./index").handler({ httpMethod: "OPTIONS", path: "/srv", resource: "/srv" })
        .then(({ statusCode }) => console.log("status", statusCode));`,
    });
    const { stdout } = await node(process.execPath, [join(folder, "run.js")], {
      env: {
        TABLE_NAME: "servers",
        ALLOWED_ORIGINS: "[]",
        POSITION_KEY: "a key",
        AWS_REGION: "ap-northeast-2",
      },
    });
    assert.match(stdout, /^status \d+$/m);
  });

  it("tell a failure by the lines of the sources", async () => {
    const folder = temporary();
    const { code, sourceMap } = await bundle({
      name: "inventory",
      root: projectOf({
        "handlers/inventory/index.ts":
          'import { fail } from "./fail";\nexport const handler: () => never = fail;\n',
        "handlers/inventory/fail.ts": '\n\nexport function fail(): never {\n  throw new Error("no");\n}\n',
      }),
    });
    writeFiles(folder, { "index.js": code, "index.js.map": sourceMap });
    await assert.rejects(
      node(process.execPath, ["--enable-source-maps", "-e", 'require("./index").handler()'], { cwd: folder }),
      /handlers[\\/]inventory[\\/]fail\.ts:4:9/,
    );
  });

  describe("of sources that do not do", () => {
    const handler = (text: string) => ({ "handlers/inventory/index.ts": text });

    it("tell the place of a mistake and no stack trace", async () => {
      const root = projectOf(handler("export const handler = (;\n"));
      await refused(
        root,
        /^The function inventory cannot be bundled:\n {2}handlers\/inventory\/index\.ts:1:25: .+\nMend /,
      );
    });

    it("tell of a package that is not installed", async () => {
      const root = projectOf(handler('import { x } from "not-there";\nexport const handler = x;\n'));
      await refused(root, /index\.ts:1:19: Could not resolve "not-there"\n.*`npm ci`/);
    });

    it("tell of a function without a folder", async () => {
      await refused(projectOf({}), /^The function inventory cannot be bundled:\n {2}Could not resolve .+\n/);
    });

    it("refuse Pulumi", async () => {
      const root = projectOf({
        ...handler('import { log } from "@pulumi/pulumi";\nexport const handler = log;\n'),
        ...packageFiles("node_modules/@pulumi/pulumi", "3.0.0", "exports.log = () => 1;"),
      });
      await refused(root, /^The function inventory imports @pulumi\/pulumi, /);
    });

    it("refuse two versions of a package of AWS's SDK, and say where they are", async () => {
      await refused(
        projectOf(twoCopies("4.1.0", "4.2.0")),
        /more than once:\n {2}@smithy\/core: 4\.2\.0 in node_modules\/@aws-sdk\/client-x\/node_modules\/@smithy\/core, 4\.1\.0 in node_modules\/@smithy\/core\n.*`npm dedupe`/,
      );
    });
  });

  it("tell what is wrong with them once and plainly, however many inputs of a program need them", () => {
    const error = unadorned(new UserError("cannot be bundled"));
    assert.ok(pulumi.RunError.isInstance(error));
    error.message = `error serializing property "code": ${error.message}`;
    assert.equal(error.message, "cannot be bundled");
    const mistake = new TypeError("our own");
    assert.equal(unadorned(mistake), mistake);
  });

  it("take a package once of which one version was installed twice, as if it had been installed once", async () => {
    const twice = await bundle({ name: "inventory", root: projectOf(twoCopies("4.1.0", "4.1.0")) });
    const once = await bundle({ name: "inventory", root: projectOf(oneCopy("4.1.0")) });
    assert.deepEqual([twice.code, twice.sourceMap], [once.code, once.sourceMap]);
    assert.equal(twice.code.split("the core").length, 2);
  });

  it("leave out the ways to credentials that a function never takes", async () => {
    const root = projectOf({
      "handlers/inventory/index.ts":
        'export const handler = () => import("@aws-sdk/credential-provider-ini");\n',
      ...packageFiles("node_modules/@aws-sdk/credential-provider-ini", "1.0.0", 'exports.x = "of a file";'),
    });
    const { code } = await bundle({ name: "inventory", root });
    assert.ok(code.includes('import("@aws-sdk/credential-provider-ini")') && !code.includes("of a file"));
  });

  describe("as archives, under the engine", () => {
    it("have the code, its map and the settings, and tell the code's size once", async () => {
      const { code, sourceMap, bytes } = await bundleOf("inventory");
      const settings = { sources: [{ name: pulumi.output("apis") }] };
      const { result, messages } = await engine(async () => [
        await filesOf(handlerCode("inventory", pulumi.output(settings))),
        await filesOf(handlerCode("inventory")),
      ]);
      const [files = {}, alone = {}] = result;
      assert.deepEqual(Object.keys(files).sort(), ["index.js", "index.js.map", "settings.json"]);
      assert.ok(files["index.js"] === code && files["index.js.map"] === sourceMap);
      assert.equal(files["settings.json"], '{"sources":[{"name":"apis"}]}');
      assert.deepEqual(Object.keys(alone).sort(), ["index.js", "index.js.map"]);
      const [told = "", ...more] = messages;
      assert.ok(told.startsWith(`function inventory: ${Math.ceil(bytes / 1000)} kB of code, `), told);
      assert.deepEqual(more, []);
    });
  });

  describe("without an engine", () => {
    it("have placeholders, with the settings as they are known", async () => {
      const settings = pulumi.output({ sources: [{ name: pulumi.output("apis") }] });
      assert.deepEqual(await filesOf(handlerCode("collect", settings)), {
        "index.js": placeholderOf("collect"),
        "settings.json": '{"sources":[{"name":"apis"}]}',
      });
      assert.deepEqual(await filesOf(handlerCode("canary")), { "index.js": placeholderOf("canary") });
      assert.equal(new Set(handlerNames.map(placeholderOf)).size, handlerNames.length);
    });

    it("are not made: a check starts no process, as esbuild would", async () => {
      const { stdout, stderr } = await checked();
      assert.match(stdout, /^dev: .+ resources$/m, stderr);
    });
  });

  describe("as files that are kept", () => {
    const texts = { "index.js": "code", "index.js.map": "map" };

    it("are one folder of what is in it", async () => {
      const folder = temporary();
      const [path, map] = await pathsOf(keptFiles(folder, texts));
      assert.equal(dirname(path), dirname(map));
      assert.deepEqual([path, map].map(textIn), ["code", "map"]);
      const [other] = await pathsOf(keptFiles(folder, { ...texts, "index.js.map": "other" }));
      assert.notEqual(dirname(other), dirname(path));
      assert.equal(textIn(path), "code");
    });

    it("are the texts themselves where no file can be written", async () => {
      const folder = temporary();
      writeFiles(folder, { node_modules: "not a folder" });
      const { "index.js": asset } = keptFiles(folder, texts);
      assert.ok(asset instanceof pulumi.asset.StringAsset);
      assert.equal(await asset.text, "code");
    });

    it("are written anew where somebody has changed one", async () => {
      const folder = temporary();
      const [path] = await pathsOf(keptFiles(folder, texts));
      writeFileSync(path, "other");
      assert.deepEqual((await pathsOf(keptFiles(folder, texts)))[0], path);
      assert.equal(textIn(path), "code");
    });

    it("are removed a day after their last use", async () => {
      const folder = temporary();
      const at = (hours: number) => new Date(Date.now() - hours * 3_600_000);
      const paths = await Promise.all(
        ["used", "recent", "old"].map(async (text) => {
          const [path] = await pathsOf(keptFiles(folder, { ...texts, "index.js": text }));
          return path;
        }),
      );
      const [used = "", recent = "", old = ""] = paths;
      for (const [path, hours] of [
        [used, 25],
        [recent, 23],
        [old, 25],
      ] as const)
        utimesSync(dirname(path), at(hours), at(hours));
      keptFiles(folder, { ...texts, "index.js": "used" });
      assert.deepEqual(
        [used, recent, dirname(old)].map((path) => existsSync(path)),
        [true, true, false],
      );
    });

    it("lie, of an installed apilink, in the project that it is installed in", async () => {
      const modules = join(temporary(), "node_modules");
      const [path] = await pathsOf(keptFiles(join(modules, "apilink"), texts));
      assert.ok(path.startsWith(join(modules, ".cache", "apilink")));
    });
  });

  function projectOf(files: Readonly<Record<string, string>>): string {
    const root = temporary();
    writeFiles(root, files);
    return root;
  }
});

const core = 'exports.core = () => "the core";';

/** A handler that takes a package of the SDK by itself and through a client. */
function oneCopy(version: string): Record<string, string> {
  return {
    "handlers/inventory/index.ts":
      'import { core } from "@smithy/core";\nimport { x } from "@aws-sdk/client-x";\nexport const handler = () => [core(), x()];\n',
    ...packageFiles(
      "node_modules/@aws-sdk/client-x",
      "3.0.0",
      'const { core } = require("@smithy/core");\nexports.x = () => core();',
    ),
    ...packageFiles("node_modules/@smithy/core", version, core),
  };
}

/** The same, where the client has a copy of the package to itself. */
function twoCopies(version: string, nestedVersion: string): Record<string, string> {
  const nested = "node_modules/@aws-sdk/client-x/node_modules/@smithy/core";
  return { ...oneCopy(version), ...packageFiles(nested, nestedVersion, core) };
}

async function sameAsHere(
  elsewhere: Readonly<Record<string, BundledCode>>,
  names: readonly HandlerName[],
): Promise<void> {
  for (const name of names) {
    const { code, sourceMap } = await bundleOf(name);
    assert.ok(code === elsewhere[name]?.code, `${name}'s code`);
    assert.ok(sourceMap === elsewhere[name].sourceMap, `${name}'s source map`);
  }
}

async function refused(root: string, message: RegExp): Promise<void> {
  await assert.rejects(bundle({ name: "inventory", root }), (error) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /^ +at /m);
    return true;
  });
}

function sourcesOf({ sourceMap }: Pick<BundledCode, "sourceMap">): readonly string[] {
  return (JSON.parse(sourceMap) as { readonly sources: readonly string[] }).sources;
}

type Part = pulumi.asset.Asset | pulumi.asset.Archive;

/** An output keeps the marks and the fields of assets, not their classes. */
async function filesOf(code: pulumi.Input<pulumi.asset.Archive>): Promise<Record<string, string>> {
  const archive = await new Promise<Part>((known) => void pulumi.output(code).apply(known));
  assert.ok(pulumi.asset.Archive.isInstance(archive) && "assets" in archive);
  const assets = (await archive.assets) as pulumi.asset.AssetMap;
  const texts = Object.entries(assets).map(async ([name, asset]) => [name, await textOf(asset)] as const);
  return Object.fromEntries(await Promise.all(texts));
}

async function textOf(asset: Part): Promise<string> {
  assert.ok(pulumi.asset.Asset.isInstance(asset));
  return "text" in asset ? String(await asset.text) : textIn(await pathOf(asset));
}

function textIn(file: string): string {
  return readFileSync(file, "utf8");
}

/** Of the code and of its map. */
function pathsOf({ "index.js": code, "index.js.map": map }: pulumi.asset.AssetMap) {
  return Promise.all([pathOf(code), pathOf(map)]);
}

async function pathOf(asset: Part | undefined): Promise<string> {
  assert.ok(pulumi.asset.Asset.isInstance(asset) && "path" in asset);
  return String(await asset.path);
}
