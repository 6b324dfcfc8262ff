import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { conclusion } from "../../cli/deploy/conclusion";
import { adoptedBy } from "../../lab/adopted";
import { readStackFile } from "../../stacks/stackFile";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { isUpdate, rewritePage, transcriptsIn } from "../support/transcripts";
import { examples, isDeployment, root } from "./examples";

/** A line such as `up --stack NAME --file PATH --lab | tail -n 3`. */
const deployment = /^(up|destroy)(?: --stack (\S+))? --file (\S+) --lab \| tail -n (\d+)$/;

describe("the examples in the lab, with the real engine", function () {
  this.timeout(240_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  for (const { name, stackFiles, page } of examples) {
    const commands = transcriptsIn(readFileSync(page, "utf8")).filter(({ command }) => isDeployment(command));

    it(`${name} is deployed and destroyed as its page shows, and an up of the same changes nothing`, async () => {
      const labRoot = folder();
      const printed = new Map<string, string>();
      for (const { command, shown } of commands) {
        const [, verb = "", named, path = "", lines = ""] = deployment.exec(command) ?? assert.fail(command);
        const { stack, run } = stackOf(path, labRoot, named);
        const result = await run(verb as RunCommand);
        const text = conclusion({ command: verb as RunCommand, stack, lab: true }, result)
          .trimEnd()
          .split("\n");
        printed.set(command, text.slice(-Number(lines)).join("\n"));
        if (!isUpdate) assert.equal(shown, printed.get(command));
        if (verb === "up") assert.deepEqual(Object.keys((await run("up")).changes), ["same"]);
        else assert.deepEqual(await resourcesLeft(result), []);
      }
      if (isUpdate) rewritePage(page, printed);
    });

    for (const path of stackFiles.filter((file) => !commands.some(({ command }) => command.includes(file)))) {
      it(`${path} is deployed and destroyed`, async () => {
        const { run } = stackOf(path, folder());
        assert.deepEqual(Object.keys((await run("up")).changes), ["create"]);
        assert.deepEqual(Object.keys((await run("destroy")).changes), ["delete"]);
      });
    }
  }
});

async function resourcesLeft({ exportStack }: RunResult): Promise<readonly unknown[]> {
  const exported: Deployment = await exportStack();
  const deployment = exported.deployment as { readonly resources?: readonly unknown[] };
  return deployment.resources ?? [];
}

function stackOf(path: string, labRoot: string, named?: string) {
  const stackFile = resolve(root, path);
  const { stack: own, topology } = readStackFile(stackFile);
  const stack = named ?? own;
  const request = { stack, stackFile, lab: true, labRoot, projectDir: root, adopted: adoptedBy(topology) };
  return { stack, run: (command: RunCommand) => runStack({ command, ...request }) };
}
