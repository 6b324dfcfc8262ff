import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngine, requireEngine } from "../../automation/engine";
import { runStack } from "../../automation/run";
import { temporaryFolders } from "../support/temporary";

const install = "install Pulumi, see https://www.pulumi.com/docs/install/";

describe("without an engine", () => {
  const folder = temporaryFolders();
  const path = process.env["PATH"];

  afterEach(() => {
    process.env["PATH"] = path;
  });

  function commands(scripts: Readonly<Record<string, string>>): string {
    const dir = folder();
    for (const [name, script] of Object.entries(scripts)) {
      writeFileSync(join(dir, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return dir;
  }

  it("says in one line that there is none, and how to install it", async () => {
    process.env["PATH"] = "";
    const message = `there is no \`pulumi\` on the PATH: ${install}`;
    await assert.rejects(findEngine(), { name: "EngineMissingError", message });
    const run = runStack({ command: "preview", stack: "dev", lab: true, projectDir: process.cwd() });
    await assert.rejects(run, { name: "EngineMissingError", message });
  });

  it("takes no file for an engine that cannot be run", () => {
    const dir = commands({ "pulumi-language-nodejs": "" });
    writeFileSync(join(dir, "pulumi"), "");
    assert.throws(() => {
      requireEngine({ PATH: dir });
    }, /there is no `pulumi` on the PATH/);
  });

  it("says that the support for Node.js is missing", () => {
    const message = `\`pulumi\` is on the PATH, but \`pulumi-language-nodejs\` is not: ${install}`;
    assert.throws(
      () => {
        requireEngine({ PATH: commands({ pulumi: "" }) });
      },
      { name: "EngineMissingError", message },
    );
  });

  const broken = {
    "prints nothing": ["exit 0", "it prints no version"],
    "prints no version": ["echo hello", "it prints no version"],
    fails: ["echo out of order >&2; exit 3", "out of order"],
    "is too old": ["echo v3.0.0", "Minimum version requirement failed"],
  } as const;
  for (const [what, [script, reason]] of Object.entries(broken)) {
    it(`says so where \`pulumi version\` ${what}`, async () => {
      const dir = commands({ pulumi: script, "pulumi-language-nodejs": "" });
      process.env["PATH"] = `${dir}:${path ?? ""}`;
      await assert.rejects(findEngine(), (error: Error) => {
        assert.equal(error.name, "EngineMissingError");
        assert.match(
          error.message,
          /^`pulumi version` does not work \([^\n]+\): install Pulumi, see https:[^\n]+$/,
        );
        assert.ok(error.message.includes(reason), error.message);
        return true;
      });
    });
  }
});
