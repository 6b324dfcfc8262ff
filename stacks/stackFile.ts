import { basename, dirname, resolve } from "node:path";
import { readConfig, topologyFileKey, topologyKey, type StackConfig } from "./config";
import { isMapping, type Mapping } from "./mapping";
import { TopologyError } from "./topology/problem";
import { readYaml } from "./yaml";

/** A stack file, `Pulumi.NAME.yaml`, with its configuration checked. */
export interface StackFile extends StackConfig {
  /** The stack's name, from the file's. */
  readonly stack: string;
  readonly file: string;
  /** The file's configuration as it stands there, keys with their namespace; the path of a topology file is absolute. */
  readonly config: Mapping;
}

/** The file of a stack in a project. Pulumi leaves the organization out of its name. */
export function stackFileOf(stack: string, projectDir: string): string {
  return resolve(projectDir, `Pulumi.${stack.split("/").pop() ?? stack}.yaml`);
}

/**
 * Reads a stack file.
 *
 * @throws TopologyError with every error of the file; UserError where it cannot be read.
 */
export function readStackFile(file: string): StackFile {
  const { value, duplicates } = readYaml(file, ["config", topologyKey]);
  const config = configIn(file, value);
  const dir = dirname(file);
  const checked = readConfig(config, { source: file, dir, problems: duplicates });
  const named = config[topologyFileKey];
  const absolute = typeof named === "string" ? { [topologyFileKey]: resolve(dir, named) } : {};
  return { stack: stackNameOf(file), file, config: { ...config, ...absolute }, ...checked };
}

function configIn(file: string, value: unknown): Mapping {
  const wrong = (message: string): TopologyError =>
    new TopologyError(file, [
      { path: "config", message, hint: `write config:, and below it ${topologyKey}: with the topology` },
    ]);
  if (value === null || value === undefined) throw wrong("is missing: the file is empty");
  if (!isMapping(value) || value["config"] === undefined) throw wrong("is missing from the stack file");
  if (!isMapping(value["config"])) throw wrong("must be a mapping of keys to values");
  return value["config"];
}

function stackNameOf(file: string): string {
  const name = basename(file).replace(/\.(ya?ml|json)$/, "");
  return name.startsWith("Pulumi.") ? name.slice("Pulumi.".length) : name;
}
