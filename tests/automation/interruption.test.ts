import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { runStack, type RunRequest } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { writeTinyProject } from "../support/tinyProject";

const program = `
  import * as aws from "@pulumi/aws";
  const provider = new aws.Provider("seoul", { region: "ap-northeast-2", allowedAccountIds: ["111111111111"] });
  new aws.ec2.Vpc("seoul", { cidrBlock: "10.0.0.0/16" }, { provider });
`;
const endless = `${program}\nexport = () => new Promise((resolve) => setTimeout(resolve, 60_000));`;

describe("an interrupted run, with the real engine", function () {
  this.timeout(60_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  function up(projectDir: string, more: Partial<RunRequest> = {}): ReturnType<typeof runStack> {
    return runStack({ command: "up", stack: "tiny", lab: true, projectDir, ...more });
  }

  /** The state is whole and unlocked: the next run goes on from where the other has ended. */
  async function goesOn(dir: string): Promise<void> {
    writeFileSync(join(dir, "index.ts"), program);
    assert.deepEqual((await up(dir)).changes, { same: 3 });
  }

  it("ends cleanly when its caller says so", async () => {
    const dir = writeTinyProject(folder(), endless);
    const controller = new AbortController();
    const onOutput = (printed: string): void => {
      if (printed.includes("seoul created") && printed.includes("Vpc")) controller.abort();
    };
    await assert.rejects(up(dir, { signal: controller.signal, onOutput }), {
      name: "RunInterruptedError",
      message: "interrupted: what was under way is finished and recorded, and another up goes on from there",
    });
    await goesOn(dir);
  });

  it("does not begin when its caller has already said so", async () => {
    const dir = writeTinyProject(folder(), program);
    await assert.rejects(up(dir, { signal: AbortSignal.abort() }), { name: "RunInterruptedError" });
  });

  it("ends cleanly at Ctrl-C, which reaches the engine without its help", async () => {
    const dir = writeTinyProject(folder(), endless);
    // A process group of its own, as a terminal gives one to a command and what it starts.
    const child = spawn(process.execPath, ["--import", "tsx", "-e", commandLine(dir)], { detached: true });
    const printed = text(child.stdout);
    child.stdout.on("data", (data: Buffer) => {
      if (/Vpc seoul created/.test(data.toString())) process.kill(-(child.pid ?? 0), "SIGINT");
    });
    assert.deepEqual(await once(child, "exit"), [130, null]);
    assert.match(await printed, /\^C received; cancelling/);
    assert.doesNotMatch(await printed, /received; terminating/);
    await goesOn(dir);
  });
});

/** What a command has to do about Ctrl-C. */
function commandLine(dir: string): string {
  return `
    const { runStack } = require(${JSON.stringify(resolve("automation/run.ts"))});
    const controller = new AbortController();
    process.on("SIGINT", () => controller.abort());
    const onOutput = (text) => process.stdout.write(text);
    const request = { command: "up", stack: "tiny", lab: true, projectDir: ${JSON.stringify(dir)} };
    runStack({ ...request, onOutput, signal: controller.signal }).catch((error) => {
      process.exitCode = error.name === "RunInterruptedError" ? 130 : 1;
    });`;
}
