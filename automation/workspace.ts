import { existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { LocalWorkspace, type PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import { FileStore } from "../lab/fileStore";
import { faultsOf } from "../lab/plugin/faults";
import { generatePlugins } from "../lab/plugin/generate";
import type { CloudResource } from "../lab/resource";
import type { Store } from "../lab/world";
import { labEnvironment } from "./environment";
import { StackMissingError } from "./errors";
import { labFolderName, labFolders, makeLabFolders } from "./labFolders";
import { writeLabProject } from "./labProject";
import { stateFolderOf } from "./realRun";
import { settingsIfThere } from "./settings";
import type { RunCommand, RunRequest } from "./run";

/** Where the engine runs, and with what laid over the environment. */
export interface Workspace {
  readonly workDir: string;
  readonly envVars: Record<string, string>;
  readonly configFile?: string;
  /** The stack's usual file, where its settings are in another and nobody has made it. */
  readonly stray?: string;
  /** The folder of the backend, where it is one of files. */
  readonly state?: string | undefined;
  /** The lab's. */
  readonly cloud?: Store;
  /** How to get rid of the lock of a run on another machine, where it is not Pulumi's way. */
  readonly unlocking?: string;
}

/**
 * Makes what a run needs around its stack: nothing for a real one, and all of the lab's things for the other.
 *
 * @throws StackMissingError where the lab has no such stack and the run would not make it.
 */
export function prepare(request: RunRequest): Workspace {
  return request.lab ? prepareLab(request) : prepareReal(request);
}

/** Only a run that may create resources creates the stack. */
export function open(
  request: RunRequest,
  { workDir, envVars }: Workspace,
  pulumiCommand: PulumiCommand,
): Promise<Stack> {
  const args = { stackName: request.stack, workDir };
  if (!creates(request.command)) return LocalWorkspace.selectStack(args, { pulumiCommand, envVars });
  return LocalWorkspace.createOrSelectStack(args, { pulumiCommand, envVars });
}

/**
 * Without --config-file, which not every command of the engine takes, it writes how secrets are encrypted into the
 * stack's usual file, even where its settings are in another.
 */
export function dropStray({ stray }: Pick<Workspace, "stray">): void {
  if (stray === undefined) return;
  const secrets = ["encryptionsalt", "encryptedkey", "secretsprovider"];
  if (Object.keys(settingsIfThere(stray)).every((name) => secrets.includes(name)))
    rmSync(stray, { force: true });
}

function creates(command: RunCommand): boolean {
  return command === "preview" || command === "up";
}

function prepareReal({ projectDir, stack, stackFile }: RunRequest): Workspace {
  const state = stateFolderOf(projectDir, process.env);
  const workspace = { workDir: projectDir, envVars: {}, state };
  if (stackFile === undefined) return workspace;
  const configFile = resolve(stackFile);
  const usual = resolve(projectDir, `Pulumi.${stack.split("/").pop() ?? stack}.yaml`);
  const isStray = configFile !== usual && !existsSync(usual);
  return { ...workspace, configFile, ...(isStray ? { stray: usual } : {}) };
}

function prepareLab(request: RunRequest): Workspace {
  const { stack, projectDir } = request;
  const folders = labFolders(resolve(request.labRoot ?? join(projectDir, labFolderName)), stack);
  if (!creates(request.command) && !existsSync(stateFile(folders.state, stack)))
    throw new StackMissingError(stack, true);
  makeLabFolders(folders);
  dropAttributes(folders.state, stack);
  // A wrong one stops the run before anything is started.
  faultsOf(process.env);
  writeLabProject(folders, {
    stack,
    stackFile: resolve(request.stackFile ?? join(projectDir, `Pulumi.${stack}.yaml`)),
    main: resolve(projectDir, "index.ts"),
    plugins: generatePlugins(folders.plugins),
  });
  const cloud = new FileStore(folders.cloud);
  adopt(cloud, request.adopted ?? []);
  return {
    workDir: folders.project,
    envVars: labEnvironment(process.env, folders),
    state: folders.state,
    cloud,
    unlocking: `delete ${join(folders.state, ".pulumi", "locks")}`,
  };
}

/** An engine that was killed may have left half of a state's attributes, and then finds no state; it needs none of them. */
function dropAttributes(state: string, stack: string): void {
  rmSync(`${stateFile(state, stack)}.attrs`, { force: true });
}

/** Where a backend of files keeps a stack of the lab's project. */
function stateFile(state: string, stack: string): string {
  return join(state, ".pulumi", "stacks", "apilink", `${stack}.json`);
}

function adopt(cloud: Store, adopted: readonly CloudResource[]): void {
  for (const resource of adopted) {
    if (cloud.get(resource, resource.type, resource.id) === undefined) cloud.put(resource);
  }
}
