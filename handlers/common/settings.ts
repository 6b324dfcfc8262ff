import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The file beside a function's code with what is too big for its environment, which Lambda bounds at 4 kB. */
export const settingsFile = "settings.json";

/**
 * Reads the settings in a folder: a handler gives its own, `__dirname`, which is the archive's in Lambda. The caller
 * checks the shape.
 */
export function settingsIn(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, settingsFile), "utf8"));
}

/** @throws Error with the variable's name where the environment lacks it. */
export function requiredVariable(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
): string {
  const value = environment[name];
  if (value === undefined || value === "") throw new Error(`The environment has no ${name}`);
  return value;
}
