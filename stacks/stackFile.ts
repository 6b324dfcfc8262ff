import { existsSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { parseTopology } from "./topology/parse";
import { TopologyError, type TopologyProblem } from "./topology/problem";
import type { Topology } from "./topology/types";
import { UserError } from "./userError";
import { readYaml } from "./yaml";

/** A stack file, `Pulumi.NAME.yaml`, with its topology checked. */
export interface StackFile {
  /** The stack's name, from the file's. */
  readonly stack: string;
  readonly file: string;
  /** The file's configuration as it stands there, keys with their namespace. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly topology: Topology;
}

/** The file of a stack in a project. */
export function stackFileOf(stack: string, projectDir: string): string {
  return resolve(projectDir, `Pulumi.${stack}.yaml`);
}

/**
 * Reads a stack file and its topology.
 *
 * @throws TopologyError, UserError
 */
export function readStackFile(file: string): StackFile {
  const { value, duplicates } = readYaml(file, ["config", topologyKey]);
  const config = configOf(file, value);
  const topology = topologyOf(config, { source: file, dir: dirname(file), duplicates });
  return { stack: stackNameOf(file), file, config, topology };
}

const topologyKey = "apilink:topology";
const topologyFileKey = "apilink:topologyFile";

/** Where a configuration was read from. */
export interface ConfigPlace {
  readonly source: string;
  /** The folder that `apilink:topologyFile` is relative to. */
  readonly dir: string;
  readonly duplicates?: readonly TopologyProblem[];
}

/**
 * The topology of a configuration: what stands in it, or in the file that it names.
 *
 * @throws TopologyError, UserError
 */
export function topologyOf(config: Readonly<Record<string, unknown>>, place: ConfigPlace): Topology {
  const { [topologyKey]: inline, [topologyFileKey]: named } = config;
  if (named !== undefined && inline !== undefined) {
    const message = `stands beside ${topologyFileKey}: only one of them can be the topology`;
    throw new TopologyError(place.source, [{ path: topologyKey, message, hint: "leave one of the two out" }]);
  }
  if (named !== undefined && typeof named !== "string") {
    const hint = `such as ${topologyFileKey}: topologies/dev.yaml`;
    throw new TopologyError(place.source, [
      { path: topologyFileKey, message: "must be the path of a file", hint },
    ]);
  }
  if (named === undefined) {
    refuseSecret(inline, place.source);
    return parsed(inline, place.source, place.duplicates ?? []);
  }
  const file = resolve(place.dir, named);
  if (!existsSync(file)) {
    const hint = `the path is relative to ${place.dir}`;
    throw new TopologyError(place.source, [
      { path: topologyFileKey, message: `${named}: no such file`, hint },
    ]);
  }
  const { value, duplicates } = readYaml(file, []);
  return parsed(value, file, duplicates);
}

/** Checks the values, and reports them together with the names given twice. */
function parsed(raw: unknown, source: string, duplicates: readonly TopologyProblem[]): Topology {
  if (duplicates.length === 0) return parseTopology(raw, source);
  try {
    parseTopology(raw, source);
  } catch (error) {
    if (error instanceof TopologyError) throw new TopologyError(source, [...duplicates, ...error.problems]);
    throw error;
  }
  throw new TopologyError(source, duplicates);
}

function configOf(file: string, value: unknown): Readonly<Record<string, unknown>> {
  const wrong = (message: string): TopologyError =>
    new TopologyError(file, [
      { path: "config", message, hint: `write config:, and below it ${topologyKey}: with the topology` },
    ]);
  if (value === null || value === undefined) throw wrong("is missing: the file is empty");
  if (!isMapping(value) || value["config"] === undefined) throw wrong("is missing from the stack file");
  if (!isMapping(value["config"])) throw wrong("must be a mapping of keys to values");
  return value["config"];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuseSecret(inline: unknown, source: string): void {
  if (!isMapping(inline) || inline["secure"] === undefined) return;
  throw new UserError(
    `${source}: ${topologyKey} is encrypted\n  hint: a topology holds no secret: set it without --secret, so that it can be read and reviewed`,
  );
}

function stackNameOf(file: string): string {
  const name = basename(file).replace(/\.(ya?ml|json)$/, "");
  return name.startsWith("Pulumi.") ? name.slice("Pulumi.".length) : name;
}
