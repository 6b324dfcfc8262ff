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

/** Settings that a function cannot work with: whoever deploys it must mend them, a retry does not. No secret is in it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}
