import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { deploy } from "../../../cli/deploy";
import { policyPacksFrom } from "../../../cli/deploy/policyPacks";
import { temporaryFolders } from "../../support/temporary";
import { Collected } from "../collected";

describe("the policy packs of a run", () => {
  const folder = temporaryFolders();

  function configOf(text: string): string {
    const file = join(folder(), "levels.json");
    writeFileSync(file, text);
    return file;
  }

  it("are folders with a pack in each, and files of settings beside", () => {
    const config = configOf(`{ "imdsv2": "advisory" }`);
    assert.deepEqual(policyPacksFrom({ policyPack: ["policies"], policyPackConfig: [config] }), {
      policyPacks: [resolve("policies")],
      policyPackConfigs: [config],
    });
    assert.deepEqual(policyPacksFrom({}), { policyPacks: [], policyPackConfigs: [] });
  });

  it("are asked for before anything else is done", async () => {
    const [stdout, stderr] = [new Collected(), new Collected()];
    const options = { file: "Pulumi.dev.yaml", lab: true, policyPack: ["/nonexist"] };
    await assert.rejects(deploy("up", options, { stdout, stderr }), {
      name: "UserError",
      message: /^--policy-pack \/nonexist: there is no policy pack\n/,
    });
    assert.equal(stdout.text, "", "the program is not checked first");
  });

  const wrong: readonly (readonly [what: string, config: () => readonly string[], message: RegExp])[] = [
    [
      "is no file",
      () => ["/nonexist.json"],
      /^--policy-pack-config \/nonexist\.json: cannot be read \(ENOENT/,
    ],
    ["is no JSON", () => [configOf("imdsv2: advisory")], /: cannot be read \(.*JSON/],
    ["is no mapping", () => [configOf("[]")], /: must be a JSON file of rules/],
    [
      "has no pack",
      () => [configOf("{}"), configOf("{}")],
      /^--policy-pack-config: 2 for 1 of --policy-pack\n/,
    ],
  ];
  for (const [what, config, message] of wrong)
    it(`refuse a file of settings that ${what}`, () => {
      const options = { policyPack: ["policies"], policyPackConfig: config() };
      assert.throws(() => policyPacksFrom(options), { name: "UserError", message });
    });
});
