import { execFile } from "node:child_process";
import type { Deployment } from "@pulumi/pulumi/automation";
import { RunFailedError } from "./errors";
import { errorsIn } from "./diagnostics";

/** How the engine is called for a stack, beside the Automation API. */
export interface EngineCall {
  /** The engine's command. */
  readonly command: string;
  readonly stack: string;
  readonly workDir: string;
  readonly envVars: Readonly<Record<string, string>>;
}

/** The state with its secrets encrypted, as the Automation API does not hand it out. */
export async function readState(call: EngineCall): Promise<Deployment> {
  return JSON.parse(await pulumi(call, ["stack", "export"])) as Deployment;
}

/** Replaces the state, through a pipe: the Automation API would leave it in a temporary file. */
export async function writeState(call: EngineCall, state: Deployment): Promise<void> {
  await pulumi(call, ["stack", "import"], JSON.stringify(state));
}

function pulumi(call: EngineCall, args: readonly string[], input = ""): Promise<string> {
  const { command, stack, workDir, envVars } = call;
  const options = { cwd: workDir, env: { ...process.env, ...envVars }, maxBuffer: Infinity };
  return new Promise((resolve, reject) => {
    const all = [...args, "--stack", stack, "--non-interactive"];
    const child = execFile(command, all, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new RunFailedError(errorsIn(stderr).length > 0 ? errorsIn(stderr) : [stderr.trim()]));
    });
    // An engine that ends before it has read everything says why by itself.
    child.stdin?.on("error", () => undefined).end(input);
  });
}
