import { spawn } from "node:child_process";

/** A command with its arguments. */
export type CommandLine = readonly [command: string, ...args: string[]];

/** Where and with what environment a command runs. */
export interface Surroundings {
  readonly cwd: string;
  /** @default - this process's own */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a command to its end.
 *
 * @throws Error with what it printed, where it fails.
 */
export function run([command, ...args]: CommandLine, { cwd, env }: Surroundings): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...(env ?? process.env) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => printed.push(String(data)));
    child.on("error", reject);
    child.on("close", (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${[command, ...args].join(" ")} ended with ${status}:\n${printed.join("")}`));
    });
  });
}
