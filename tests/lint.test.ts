import assert from "node:assert/strict";
import { resolve } from "node:path";
import { ESLint } from "eslint";

const projectDir = resolve(__dirname, "..");
/** The texts to check stand in this file's place. */
const filePath = resolve(projectDir, "tests/lint/sample.ts");

describe("the lint rules", () => {
  const eslint = new ESLint({ cwd: projectDir });

  /** The rules that a text breaks. */
  async function brokenBy(...lines: readonly string[]): Promise<readonly (string | null)[]> {
    const results = await eslint.lintText(`${lines.join("\n")}\n`, { filePath });
    return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
  }

  const pulumi = 'import * as pulumi from "@pulumi/pulumi";';
  const output = 'const id = pulumi.output("vpc-1");';

  it("catch a promise that nobody waits for", async () => {
    const rule = "@typescript-eslint/no-floating-promises";
    assert.deepEqual(await brokenBy("Promise.resolve(1);"), [rule]);
    assert.deepEqual(await brokenBy("async function later() { await Promise.resolve(); }", "later();"), [
      rule,
    ]);
  });

  it("catch an Output that is computed and dropped", async () => {
    const rule = "apilink/no-floating-output";
    assert.deepEqual(await brokenBy(pulumi, output, "id.apply((value) => value.length);"), [rule]);
    assert.deepEqual(await brokenBy(pulumi, output, "pulumi.secret(id);"), [rule]);
    assert.deepEqual(await brokenBy(pulumi, output, "pulumi.all([id]).apply(([value]) => value);"), [rule]);
  });

  it("catch an Output put into a text", async () => {
    const rules = await brokenBy(pulumi, output, "export const text = `${id}`;");
    assert.ok(rules.includes("@typescript-eslint/restrict-template-expressions"));
  });

  it("hold for every source, as errors", async () => {
    const sources = [
      "index.ts",
      "components/network.ts",
      "stacks/wire.ts",
      "lab/cloud.ts",
      "cli/main.ts",
      "tests/lint.test.ts",
    ];
    for (const source of sources) {
      assert.equal(await eslint.isPathIgnored(source), false, source);
      const { rules } = (await eslint.calculateConfigForFile(source)) as {
        rules: Record<string, readonly unknown[]>;
      };
      for (const rule of ["@typescript-eslint/no-floating-promises", "apilink/no-floating-output"]) {
        assert.equal(rules[rule]?.[0], 2, `${rule} in ${source}`);
      }
    }
  });

  it("leave clean code alone", async () => {
    assert.deepEqual(
      await brokenBy(
        pulumi,
        output,
        "export const length = id.apply((value) => value.length);",
        "const known: { id?: pulumi.Output<string> } = {};",
        "known.id = pulumi.interpolate`${id}`;",
        "void id.apply((value) => value);",
        "export async function wait(): Promise<void> {",
        "  await Promise.resolve();",
        "}",
        "void wait();",
      ),
      [],
    );
  });
});
