import assert from "node:assert/strict";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { labFolders, makeLabFolders } from "../../automation/labFolders";
import { requireNoLab } from "../../automation/realRun";
import { runStack } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";

describe("a real run", () => {
  const folder = temporaryFolders();

  function project(yaml = "name: apilink\nruntime: nodejs\n"): string {
    const dir = folder();
    writeFileSync(join(dir, "Pulumi.yaml"), yaml);
    return dir;
  }

  function refused(dir: string, environment: Record<string, string>): RegExp | string {
    try {
      requireNoLab(dir, { PULUMI_HOME: folder(), ...environment });
      return "allowed";
    } catch (error) {
      return error instanceof Error && error.name === "LabMixedError" ? error.message : "another error";
    }
  }

  it("goes ahead with any backend that is no lab's", () => {
    const backends = [
      "",
      "https://api.pulumi.com",
      "s3://states/.lab",
      "file://~",
      `file://${folder()}`,
      "file://./states",
    ];
    for (const url of backends) assert.equal(refused(project(), { PULUMI_BACKEND_URL: url }), "allowed");
    assert.equal(refused(project("name: apilink\nbackend:\n  url: azblob://states\n"), {}), "allowed");
    assert.equal(refused(folder(), {}), "allowed");
  });

  it("is refused in the lab's environment", () => {
    assert.equal(
      refused(project(), { APILINK_LAB: "/cloud" }),
      "APILINK_LAB is set: unset it, or run with --lab",
    );
  });

  it("is refused with a state that lies in a lab", () => {
    const dir = project();
    const url = `file://${dir}/.lab/dev/state`;
    assert.equal(refused(dir, { PULUMI_BACKEND_URL: url }), `PULUMI_BACKEND_URL lies in a lab: ${url}`);
    for (const relative of ["file://.lab/dev/state", "file://./.lab/dev/state?no_tmp_dir=true"]) {
      assert.match(refused(dir, { PULUMI_BACKEND_URL: relative }).toString(), /lies in a lab/);
    }
    const inYaml = project("name: apilink\nbackend: { url: 'file://.lab/dev/state' }\n");
    assert.match(refused(inYaml, {}).toString(), /^the backend of Pulumi\.yaml lies in a lab/);
  });

  it("is refused where the last login was to a lab's state", () => {
    const home = folder();
    writeFileSync(
      join(home, "credentials.json"),
      JSON.stringify({ current: "file:///project/.lab/dev/state" }),
    );
    assert.match(
      refused(project(), { PULUMI_HOME: home }).toString(),
      /^the backend of `pulumi login` lies in a lab/,
    );
  });

  it("is refused with the engine's home of a lab", () => {
    assert.match(
      refused(project(), { PULUMI_HOME: "/project/.lab/dev/home" }).toString(),
      /^PULUMI_HOME lies in a lab/,
    );
  });

  it("is refused in a lab's project folder", () => {
    const dir = join(folder(), ".lab", "dev", "project");
    mkdirSync(dir, { recursive: true });
    assert.match(refused(dir, {}).toString(), /^the project lies in a lab/);
  });

  it("is refused with the state of a lab that lies elsewhere, also behind a link", () => {
    const dir = folder();
    const folders = labFolders(join(dir, "elsewhere"), "dev");
    makeLabFolders(folders);
    symlinkSync(folders.state, join(dir, "states"));
    for (const url of [`file://${folders.state}`, `file://${dir}/states`]) {
      assert.match(
        refused(project(), { PULUMI_BACKEND_URL: url }).toString(),
        /^PULUMI_BACKEND_URL lies in a lab/,
      );
    }
  });

  for (const name of ["aws", "awsx"]) {
    it(`is refused where Pulumi.yaml names a local plugin ${name}`, () => {
      const dir = project(`name: apilink\nplugins:\n  providers:\n    - { name: ${name}, path: ./plugin }\n`);
      const message = `Pulumi.yaml names a plugin \`${name}\` of its own: remove it from \`plugins.providers\``;
      assert.equal(refused(dir, {}), message);
    });
  }

  it("goes ahead with local plugins of other packages", () => {
    const dir = project("name: apilink\nplugins:\n  providers:\n    - { name: random, path: ./plugin }\n");
    assert.equal(refused(dir, {}), "allowed");
  });
});

describe("a real run, with the real engine", function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  const environment = { ...process.env };

  before(function () {
    skipWithoutEngine(this);
  });

  afterEach(() => {
    for (const name of Object.keys(process.env))
      if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
  });

  it("is refused before anything is started", async () => {
    process.env["APILINK_LAB"] = folder();
    process.env["PATH"] = "";
    const run = runStack({ command: "up", stack: "dev", lab: false, projectDir: folder() });
    await assert.rejects(run, { name: "LabMixedError" });
  });

  it("uses the project's own settings and the user's own backend", async () => {
    const [dir, states] = [folder(), folder()];
    writeFileSync(
      join(dir, "Pulumi.yaml"),
      "name: tiny\nruntime: { name: nodejs, options: { typescript: false } }\n",
    );
    writeFileSync(join(states, "mine.yaml"), "config: { tiny:greeting: hello }\n");
    writeFileSync(join(dir, "index.js"), programWithoutResources);
    symlinkSync(resolve("node_modules"), join(dir, "node_modules"), "junction");
    Object.assign(process.env, {
      PULUMI_HOME: folder(),
      PULUMI_BACKEND_URL: pathToFileURL(states).href,
      PULUMI_CONFIG_PASSPHRASE: "mine",
      PULUMI_SKIP_UPDATE_CHECK: "1",
    });
    const request = { stack: "dev", stackFile: join(states, "mine.yaml"), lab: false, projectDir: dir };
    await assert.rejects(runStack({ ...request, command: "destroy" }), {
      name: "StackMissingError",
      status: 2,
      message: /^there is no stack dev in this backend: [^\n]+$/,
    });
    const { changes, outputs, exportStack } = await runStack({ ...request, command: "up" });
    await exportStack();
    assert.deepEqual([changes, outputs], [{ create: 1 }, { greeting: "hello", lab: false }]);
    assert.ok(existsSync(join(states, ".pulumi", "stacks", "tiny", "dev.json")));
    assert.ok(!existsSync(join(dir, ".lab")));
    assert.ok(!existsSync(join(dir, "Pulumi.dev.yaml")), "the settings are in another file");
    assert.deepEqual((await runStack({ ...request, command: "destroy" })).changes, { delete: 1 });
  });
});

const programWithoutResources = `
  const pulumi = require("@pulumi/pulumi");
  exports.greeting = new pulumi.Config().require("greeting");
  exports.lab = "APILINK_LAB" in process.env;
`;
