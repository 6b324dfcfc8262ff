import { resolve } from "node:path";
import { sampleServers } from "../lab/sampleServers";
import type { ResourceState } from "../lab/state";
import { readStackFile, stackFileOf, type StackFile } from "../stacks/stackFile";
import type { Topology } from "../stacks/topology/types";
import type { Contents } from "../verify/model";
import { resourcesOfProgram } from "../verify/sources/program";
import { readStateFile } from "../verify/sources/stateFile";
import { topologyIn } from "../verify/sources/stackTopology";
import { withoutResources } from "../verify/sources/without";

/** Where a command takes its stack from: one of the first three. */
export interface SourceOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** A stack file. */
  readonly file?: string;
  /** What `pulumi stack export` has written. */
  readonly state?: string;
  /** Pulumi type tokens and logical names of resources that are to be taken away. @default none */
  readonly without?: readonly string[];
}

export interface LoadedStack {
  readonly stack: string;
  readonly topology: Topology;
  readonly resources: readonly ResourceState[];
  /** What no resource tells: the embedded cloud has sample servers, and nobody has read the tables of a state file. */
  readonly contents: Contents;
}

/** The folder of Pulumi.yaml and the stack files. */
export const projectDir = resolve(__dirname, "..");

/** Whether the options leave the choice of a stack open. */
export function namesNoSource({ stack, file, state }: SourceOptions): boolean {
  return stack === undefined && file === undefined && state === undefined;
}

/**
 * Reads the stack file that the options name.
 *
 * @throws UserError
 */
export function stackFileFrom({ stack = "dev", file }: SourceOptions): StackFile {
  return readStackFile(file ?? stackFileOf(stack, projectDir));
}

/**
 * Lists a stack's resources: those of a state file, or those that the program makes on the embedded cloud.
 *
 * @throws UserError; EmbeddedRunError where AWS would refuse something.
 */
export async function loadStack(options: SourceOptions): Promise<LoadedStack> {
  const loaded =
    options.state === undefined ? await ofProgram(stackFileFrom(options)) : ofState(options.state);
  return { ...loaded, resources: withoutResources(loaded.resources, options.without ?? []) };
}

async function ofProgram(file: StackFile): Promise<LoadedStack> {
  const resources = await resourcesOfProgram(file);
  return { stack: file.stack, topology: file.topology, resources, contents: { servers: sampleServers } };
}

function ofState(path: string): LoadedStack {
  const { stack, resources } = readStateFile(path);
  return { stack, topology: topologyIn(resources, path), resources, contents: {} };
}
