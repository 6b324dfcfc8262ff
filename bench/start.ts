import { join, resolve } from "node:path";
import { elapsedTime, interleaved } from "./measure";
import { run } from "./processes";
import type { Row } from "./row";

const projectDir = resolve(__dirname, "..");

/**
 * `npm start`, beside the same npm and the same loader over a script that imports `@pulumi/aws` and does nothing else.
 * The rounds of the warm-up fill the loader's cache.
 */
export async function startRows(): Promise<readonly Row[]> {
  const npmStart = (cwd: string) => elapsedTime(() => run(["npm", "start"], { cwd }));
  const [apilink = 0, baseline = 0] = await interleaved(
    [npmStart(projectDir), npmStart(join(__dirname, "importOnly"))],
    { warmUp: 1, counted: 7 },
  );
  return [{ what: 'npm start : import "@pulumi/aws"', apilink, baseline, target: 2 }];
}
