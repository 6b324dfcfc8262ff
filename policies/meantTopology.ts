import * as pulumi from "@pulumi/pulumi";
import { readConfig, topologyFileKey, topologyKey, type StackConfig } from "../stacks/config";
import type { Mapping } from "../stacks/mapping";
import { parseTopology } from "../stacks/topology/parse";
import type { Topology } from "../stacks/topology/types";
import { UserError } from "../stacks/userError";
import { hasUnknown } from "../lab/state";
import type { StackResources } from "./stack/resources";
import { types } from "./types";

/** What a stack is meant to be, and where that is said. */
export interface Meant {
  readonly topology: Topology;
  /** The stack's configuration; undefined where only its outputs tell the topology. */
  readonly config: ({ readonly stack: string; readonly values: Mapping } & StackConfig) | undefined;
}

/**
 * The topology of the stack's configuration, which the engine hands over to a pack, else of its outputs. Undefined of a
 * program that has none; one that is not sound is refused by the program itself.
 */
export function meantTopology(resources: StackResources): Meant | undefined {
  const values = structured(pulumi.runtime.allConfig());
  if (values[topologyKey] !== undefined || values[topologyFileKey] !== undefined) {
    const config = attempt(() => readConfig(values, { source: "config", dir: pulumi.getRootDirectory() }));
    if (config !== undefined)
      return { topology: config.topology, config: { stack: pulumi.getStack(), values, ...config } };
  }
  const output = resources.of(types.stack)[0]?.properties["topology"];
  if (output === undefined || hasUnknown(output)) return undefined;
  const topology = attempt(() => parseTopology(output, "outputs"));
  return topology && { topology, config: undefined };
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Pulumi hands structures over as JSON and plain texts as they are. */
function structured(config: Readonly<Record<string, string>>): Mapping {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [key, attemptJson(text)]));
}

function attemptJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
