import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const requirements = join(__dirname, "moto-requirements.txt");
const cache = resolve(__dirname, "../../node_modules/.cache/moto");

/** The most that one step of making an environment takes, in milliseconds; pip fetches some 60 packages. */
const stepTime = 240_000;

/** This machine cannot make an environment for moto; the message says why. */
export class MotoMissingError extends Error {
  override readonly name = "MotoMissingError";
}

/**
 * The Python of a virtual environment that has moto. It is made once, and again when the requirements or this machine's
 * Python change.
 *
 * @throws MotoMissingError where Python 3, its `venv`, or the packages cannot be had.
 */
export async function motoPython(): Promise<string> {
  const python = await findPython();
  const made = join(cache, fingerprint(readFileSync(requirements, "utf8"), python.build));
  if (!existsSync(made)) await makeEnvironment(python.command, made);
  return pythonIn(made);
}

interface Python {
  readonly command: string;
  /** Tells one Python from another. */
  readonly build: string;
}

async function findPython(): Promise<Python> {
  for (const command of ["python3", "python"]) {
    const asked = run(command, ["-c", "import sys; print(sys.version_info[0], sys.executable, sys.version)"]);
    const { stdout } = await asked.catch(() => ({ stdout: "" }));
    if (stdout.startsWith("3 ")) return { command, build: stdout };
  }
  throw new MotoMissingError("there is no Python 3 on the PATH to run moto with");
}

function fingerprint(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 16);
}

/** What bears its final name is complete: it is made under another one, also while another process does the same. */
async function makeEnvironment(python: string, made: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, "unfinished-"));
  try {
    await step(python, ["-m", "venv", unfinished], "make a virtual environment of Python");
    await step(
      pythonIn(unfinished),
      ["-m", "pip", "install", "--quiet", "--no-input", "--requirement", requirements],
      "install moto",
    );
    takeItsName(unfinished, made);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function step(command: string, args: readonly string[], aim: string): Promise<void> {
  try {
    await run(command, args, { timeout: stepTime });
  } catch (error) {
    throw new MotoMissingError(`cannot ${aim} (${reasonOf(error)})`);
  }
}

/** Python finds its packages from where its own file lies, so that an environment can be renamed. */
function takeItsName(unfinished: string, made: string): void {
  try {
    renameSync(unfinished, made);
  } catch (error) {
    if (!existsSync(made)) throw error;
  }
}

function pythonIn(environment: string): string {
  return process.platform === "win32"
    ? join(environment, "Scripts", "python.exe")
    : join(environment, "bin", "python");
}

/** The last line that a command wrote says why it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("killed" in error && error.killed === true) return `it took more than ${stepTime / 1000} seconds`;
  const output = ["stderr", "stdout"].map((stream) =>
    stream in error ? String(Reflect.get(error, stream)) : "",
  );
  return [error.message, ...output.reverse()].join("\n").trim().split("\n").at(-1)?.trim() ?? error.message;
}
