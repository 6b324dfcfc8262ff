import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { isMapping, type Mapping } from "../stacks/mapping";

/** The settings in a project or stack file, which is there; a file that is no mapping has none. */
export function settingsIn(file: string): Mapping {
  const settings: unknown = parse(readFileSync(file, "utf8"), { merge: true });
  return isMapping(settings) ? settings : {};
}

/** The settings in a file that may be missing. */
export function settingsIfThere(file: string): Mapping {
  return existsSync(file) ? settingsIn(file) : {};
}
