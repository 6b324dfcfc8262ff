import { spawn } from "node:child_process";
import { join } from "node:path";
import { run } from "../../cli/program";
import { Collected } from "../cli/collected";

/** What a finished command left. */
export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const bin = join(__dirname, "../../cli/bin.js");

/** Runs `apilink` as a user would, in a process of its own, with no terminal. */
export function apilink(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return finished(process.execPath, [bin, ...args], env);
}

/** Runs a line of a shell, in which `"$0" "$1"` is `apilink`. */
export function shell(line: string): Promise<Finished> {
  return finished("sh", ["-c", line, process.execPath, bin]);
}

function finished(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "pipe" });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => (stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (stderr += String(chunk)));
    child.on("error", reject);
    child.on("close", (status) => {
      resolve({ status, stdout, stderr });
    });
  });
}

/** Runs `apilink` in this process, which takes a tenth of the time: all but how the process itself starts and ends. */
export async function apilinkHere(args: readonly string[]): Promise<Finished> {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const status = await run(args, { stdout, stderr });
  return { status, stdout: stdout.text, stderr: stderr.text };
}
