import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation";
import { RunFailedError } from "../../automation/errors";
import { explained } from "../../automation/explanation";
import { Interruption } from "../../automation/interruption";
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

describe("a run that was killed", () => {
  const dump = (stderr: string): string =>
    `code: -2\n stdout: \n stderr: ${stderr}\n err?: Error: ${stderr}\n`;

  function explanation(stderr: string, reported: readonly string[] = []): unknown {
    const error: unknown = Object.assign(Object.create(CommandError.prototype), { message: dump(stderr) });
    const explains = explained(error, { stack: "dev", reported, changed: false });
    return explains instanceof RunFailedError ? explains.message : explains;
  }

  it("is told in a line, without the dump of its streams", () => {
    assert.equal(
      explanation("Command was killed with SIGKILL (Forced termination): pulumi up --yes\nUpdating (dev):\n"),
      "the engine ended too early: Command was killed with SIGKILL (Forced termination); what was under way may exist without being recorded, so run again with --recover",
    );
    assert.equal(
      explanation("Command failed with exit code 255: pulumi up\nerror: no passphrase"),
      "no passphrase",
    );
    assert.match(
      String(explanation("Command failed\nerror: failed to load checkpoint: EOF")),
      /checkpoint: EOF\n[^\n]*delete the empty file \S+\/dev\.json\.attrs [^\n]*--recover$/,
    );
    const unread = `read ".pulumi/meta.yaml": blob (code=NotFound): api error NoSuchBucket: <?xml version="1.0"?><Error>`;
    assert.match(
      String(explanation(`Command failed\nerror: ${unread}`)),
      /^BackendError: the backend that keeps the state cannot be read \(read [^<\n]*NoSuchBucket\): look at PULUMI_BACKEND_URL/,
    );
    assert.equal(explanation("Command failed", ["aws:ec2/vpc:Vpc a: no"]), "aws:ec2/vpc:Vpc a: no");
  });
});

describe("an interruption", () => {
  const says = (message: string): EngineEvent => ({
    sequence: 1,
    timestamp: 1,
    stdoutEvent: { message, color: "always" },
  });

  async function passedOn(events: readonly EngineEvent[]): Promise<boolean> {
    const controller = new AbortController();
    const interruption = new Interruption(controller.signal);
    controller.abort();
    for (const event of events) interruption.observe(event);
    await setTimeout(700);
    return interruption.engineSignal.aborted;
  }

  it("is passed on to an engine that does not know of it, and to no other", async () => {
    const knows = says(
      "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n",
    );
    assert.deepEqual(await Promise.all([passedOn([says("Updating")]), passedOn([knows])]), [true, false]);
  });

  it("says what a second one has cost", () => {
    const interruption = new Interruption(AbortSignal.abort());
    const attempt = (): void => {
      interruption.throwIfRequested("up");
    };
    assert.throws(attempt, {
      name: "RunInterruptedError",
      message: /^interrupted: what was under way is finished/,
    });
    interruption.observe(says("^C received; terminating"));
    assert.throws(attempt, {
      name: "RunInterruptedError",
      message: /^interrupted twice: .*may exist without being recorded, and the next run with --recover/,
    });
  });
});

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

  it("is told from another that is under way, and its lock is cleared once asked for", async () => {
    const dir = writeTinyProject(folder(), program);
    const lock = join(
      dir,
      ".lab",
      "tiny",
      "state",
      ".pulumi",
      "locks",
      "organization",
      "apilink",
      "tiny",
      "1.json",
    );
    const locked = (pid: number, host: string): void => {
      mkdirSync(dirname(lock), { recursive: true });
      writeFileSync(
        lock,
        JSON.stringify({ pid, username: "somebody", hostname: host, timestamp: new Date(0) }),
      );
    };
    locked(1, "elsewhere");
    const since = "(process 1) since 1970-01-01T00:00:00Z";
    for (const recover of [false, true]) {
      await assert.rejects(up(dir, { recover }), (error: Error) => {
        assert.equal(error.name, "StackLockedError");
        assert.ok(
          error.message.startsWith(`the stack tiny is locked by somebody@elsewhere ${since}: wait for it`),
        );
        return true;
      });
    }
    locked(2 ** 22 + 1, hostname());
    await assert.rejects(up(dir), {
      name: "StackLockedError",
      message: /no longer runs, so run again with --recover$/,
    });
    const { changes, recovery, before } = await up(dir, { recover: true });
    assert.deepEqual(changes, { create: 3 });
    assert.deepEqual(
      recovery?.unlocked.map(({ pid }) => pid),
      [2 ** 22 + 1],
    );
    assert.equal(before, undefined);
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
