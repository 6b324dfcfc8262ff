import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apilinkHere } from "../support/command";
import { isUpdate, printedBy, rewritePage, transcriptsIn } from "../support/transcripts";
import { examples, isDeployment, root } from "./examples";

/** The guides, each with an example of its own. */
const guides = [
  "cross-account",
  "cross-region",
  "go-private",
  "gateway-endpoint",
  "interface-endpoint",
  "endpoint-service",
];

describe("the examples", function () {
  this.timeout(20_000);

  it("are there for every guide", () => {
    const names = examples.map(({ name }) => name);
    assert.deepEqual(
      guides.filter((guide) => !names.includes(guide)),
      [],
    );
  });

  for (const { name, stackFiles, page } of examples)
    describe(name, () => {
      const transcripts = transcriptsIn(readFileSync(page, "utf8"));
      const readOnly = transcripts.filter(({ command }) => !isDeployment(command));
      const printed = new Map<string, string>();

      for (const file of stackFiles) {
        it(`is green: ${file}`, async () => {
          const { status, stderr } = await apilinkHere(["check", "--file", join(root, file)]);
          assert.deepEqual([status, stderr], [0, ""]);
        });

        it(`is checked on its page: ${file}`, () => {
          assert.ok(transcripts.some(({ command }) => command.startsWith(`check --file ${file}`)));
        });
      }

      it("is deployed and destroyed on its page", () => {
        const verbs = transcripts.map(({ command }) => command).filter(isDeployment);
        assert.deepEqual([...new Set(verbs.map((command) => command.split(" ")[0]))], ["up", "destroy"]);
      });

      for (const { command, shown } of readOnly) {
        it(`shows what is printed by ${command}`, async () => {
          const text = await printedBy(command);
          printed.set(command, text);
          if (!isUpdate) assert.deepEqual(shown.split("\n"), text.split("\n"));
        });
      }

      after(() => {
        if (isUpdate) rewritePage(page, printed);
      });
    });
});
