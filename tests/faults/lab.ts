import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Deployment } from "@pulumi/pulumi/automation";
import { orphansIn } from "../../automation/labOrphans";
import { pendingIn } from "../../automation/pendingOperations";
import type { Recovery } from "../../automation/recovery";
import { resourcesIn } from "../../automation/stateResources";
import { runStack, type RunCommand, type RunRequest, type RunResult } from "../../automation/run";
import { checkOfState } from "../../cli/deploy/stateCheck";
import { adoptedBy } from "../../lab/adopted";
import { FileStore } from "../../lab/fileStore";
import { faultsVariable, type Faults } from "../../lab/plugin/faults";
import { readStackFile } from "../../stacks/stackFile";
import { engineAfter, enginesAt, kill } from "./engine";

/** What the file backend keeps of a stack. */
interface Checkpoint {
  readonly version: number;
  readonly checkpoint: { readonly latest: unknown };
}

/** Long enough for a kill to find something under way. */
const slow = 40;

/** The lab of one stack, with what the tests do to it. */
export class Lab {
  readonly cloud: string;
  readonly stateFile: string;

  constructor(
    private readonly stack: string,
    private readonly stackFile: string,
    private readonly root: string,
  ) {
    this.cloud = join(root, stack, "cloud");
    this.stateFile = join(root, stack, "state", ".pulumi", "stacks", "apilink", `${stack}.json`);
  }

  /** What a run is asked for, in this lab. */
  request(command: RunCommand, more: Partial<RunRequest> = {}): RunRequest {
    return {
      command,
      stack: this.stack,
      stackFile: this.stackFile,
      lab: true,
      labRoot: this.root,
      projectDir: resolve("."),
      adopted: adoptedBy(readStackFile(this.stackFile).topology),
      ...more,
    };
  }

  run(command: RunCommand, more: Partial<RunRequest> = {}): Promise<RunResult> {
    return runStack(this.request(command, more));
  }

  /**
   * An update whose engine is killed once its providers have made so many calls.
   *
   * @param everything With all that the engine has started: calls that are under way never come to their end.
   */
  async killed(calls: number, everything: boolean): Promise<void> {
    const ended = new AbortController();
    const killing = engineAfter(calls, this.cloud, enginesAt(this.cloud), ended.signal).then((engine) => {
      if (engine !== undefined) kill(engine, everything);
      return engine;
    });
    await assert.rejects(
      this.run("up").finally(() => {
        ended.abort();
      }),
    );
    assert.notEqual(await killing, undefined, `the run ended before its call ${calls}`);
  }

  /** The stack's state as it is, without the engine. */
  async state(): Promise<Deployment> {
    const { version, checkpoint } = JSON.parse(await readFile(this.stateFile, "utf8")) as Checkpoint;
    return { version, deployment: checkpoint.latest };
  }

  /** Destroys, and finds nothing left in the state. */
  async destroyed(): Promise<void> {
    const { exportStack } = await this.run("destroy");
    assert.deepEqual(resourcesIn(await exportStack()), []);
  }

  /** An update in a process of its own, interrupted as by Ctrl-C once it has made so many calls; tells its exit status. */
  async interrupted(calls: number, times: number): Promise<number | null> {
    const ended = new AbortController();
    const reached = engineAfter(calls, this.cloud, enginesAt(this.cloud), ended.signal);
    // A process group of its own, as a terminal gives one to a command and what it starts.
    const child = spawn(process.execPath, ["--import", "tsx", "-e", commandLine(this.request("up"))], {
      detached: true,
      stdio: ["ignore", "ignore", "inherit"],
    });
    const exit = once(child, "exit").finally(() => {
      ended.abort();
    });
    assert.notEqual(await reached, undefined, `the run ended before its call ${calls}`);
    for (let time = 0; time < times; time += 1) {
      process.kill(-(child.pid ?? 0), "SIGINT");
      await setTimeout(300);
    }
    const [status] = (await exit) as [number | null];
    return status;
  }

  /** The lab's resources that no state knows, by id. */
  orphans(state?: Deployment): readonly string[] {
    return orphansIn(new FileStore(this.cloud), state)
      .map(({ id }) => id ?? "")
      .sort();
  }
}

/** What a command does about Ctrl-C. */
function commandLine(request: RunRequest): string {
  return `
    const { runStack } = require(${JSON.stringify(resolve("automation/run.ts"))});
    const controller = new AbortController();
    process.on("SIGINT", () => controller.abort());
    const request = ${JSON.stringify(request)};
    runStack({ ...request, signal: controller.signal }).catch((error) => {
      process.exitCode = error.name === "RunInterruptedError" ? 130 : 1;
      if (process.exitCode === 1) console.error(error);
    });`;
}

/** The faults of every run that is started while the work is under way. */
export async function withFaults<T>(faults: Partial<Faults>, work: () => Promise<T>): Promise<T> {
  const before = process.env[faultsVariable];
  process.env[faultsVariable] = JSON.stringify({ slow, ...faults });
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, faultsVariable);
    else process.env[faultsVariable] = before;
  }
}

/** A run has left a state that is whole: nothing is pending in it, and by it every link works. */
export async function assertWhole({ exportStack }: RunResult, stack: string): Promise<void> {
  const state = await exportStack();
  assert.deepEqual(pendingIn(state), []);
  const { report } = checkOfState(state, stack);
  assert.equal(report.ok, true, JSON.stringify(report.findings));
}

/** The ids of what a recovery says nobody knows. */
export function listed(recovery: Recovery | undefined): readonly string[] {
  return (recovery?.orphans ?? []).map(({ id }) => id ?? "").sort();
}
