import { join, resolve } from "node:path";
import {
  LocalWorkspace,
  type Deployment,
  type EngineEvent,
  type LocalWorkspaceOptions,
  type Stack,
} from "@pulumi/pulumi/automation";
import { FileStore } from "../lab/fileStore";
import type { CloudResource, Properties } from "../lab/resource";
import { generatePlugins } from "../lab/plugin/generate";
import { findEngine } from "./engine";
import { labEnvironment } from "./environment";
import { explained } from "./explanation";
import { Interruption } from "./interruption";
import { labFolderName, labFolders, makeLabFolders } from "./labFolders";
import { writeLabProject } from "./labProject";
import { Observer } from "./observer";
import { requireNoLab } from "./realRun";
import type { Recovery } from "./recovery";

export type RunCommand = "preview" | "up" | "destroy" | "refresh";

/** One run of the engine over a stack. */
export interface RunRequest {
  readonly command: RunCommand;
  readonly stack: string;
  /** @default - Pulumi.STACK.yaml of the project */
  readonly stackFile?: string;
  /** Against the embedded cloud instead of AWS. */
  readonly lab: boolean;
  /**
   * Where the lab keeps its state and its cloud.
   *
   * @default - .lab in the project
   */
  readonly labRoot?: string;
  /** The folder of Pulumi.yaml and index.ts. */
  readonly projectDir: string;
  /**
   * Resources that the embedded cloud has before the program comes. Ignored by a real run.
   *
   * @default []
   */
  readonly adopted?: readonly CloudResource[];
  /** Gets what the engine prints, as it prints it. */
  readonly onOutput?: (text: string) => void;
  /** Gets the engine's events as they come. */
  readonly onEvent?: (event: EngineEvent) => void;
  /**
   * Clears what a run that crashed has left, before this one begins: locks of processes that no longer live, and
   * operations whose end nobody recorded.
   *
   * @default false
   */
  readonly recover?: boolean;
  /**
   * Folders of policy packs that a preview or an update must pass.
   *
   * @default []
   */
  readonly policyPacks?: readonly string[];
  /** Interrupts the run, which then ends cleanly with a RunInterruptedError. */
  readonly signal?: AbortSignal;
}

/** What a run has done, or, for a preview, would do. */
export interface RunResult {
  /** Resources by what happened to them: `create`, `same`, `update`, `replace`, `delete`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The stack's outputs as the run leaves them: `[secret]` in place of secrets, `[unknown]` of what a preview cannot know. */
  readonly outputs: Properties;
  /** The stack's state, secrets in clear. */
  readonly exportStack: () => Promise<Deployment>;
  /** The state before the run, secrets in clear; undefined of a stack that is new. */
  readonly before: Deployment | undefined;
  /** What was cleared before the run; undefined where the request did not ask for it. */
  readonly recovery: Recovery | undefined;
}

/** Where the engine runs, and with what laid over the environment. */
interface Workspace {
  readonly workDir: string;
  readonly envVars: Record<string, string>;
  readonly configFile?: string;
  /** How to get rid of a lock that a killed run has left. */
  readonly unlocking: string;
}

/**
 * Runs the engine over a stack, through the Automation API: over AWS, or over the embedded cloud. Neither kind of
 * run can reach the other's cloud or state.
 *
 * @throws AutomationError of one kind or another; every other error is a defect.
 */
export async function runStack(request: RunRequest): Promise<RunResult> {
  if (!request.lab) requireNoLab(request.projectDir, process.env);
  const { command: pulumiCommand } = await findEngine();
  const { workDir, envVars, configFile, unlocking } = request.lab
    ? prepareLab(request)
    : prepareReal(request);
  const observer = new Observer();
  const interruption = new Interruption(request.signal);
  try {
    const stack = await open(request, workDir, { pulumiCommand, envVars });
    interruption.throwIfRequested(request.command);
    await stack[request.command]({
      color: "never",
      suppressOutputs: true,
      suppressProgress: true,
      signal: interruption.engineSignal,
      ...(configFile === undefined ? {} : { configFile }),
      ...(request.onOutput === undefined ? {} : { onOutput: request.onOutput }),
      onEvent: (event) => {
        interruption.observe(event);
        observer.observe(event);
        request.onEvent?.(event);
      },
    });
    const { changes, outputs } = observer;
    return {
      changes,
      outputs,
      exportStack: () => stack.exportStack(),
      before: undefined,
      recovery: undefined,
    };
  } catch (error) {
    interruption.throwIfRequested(request.command);
    throw explained(error, observer.errors, unlocking);
  } finally {
    interruption.dispose();
  }
}

/** Only a run that may create resources creates the stack. */
function open(request: RunRequest, workDir: string, options: LocalWorkspaceOptions): Promise<Stack> {
  const args = { stackName: request.stack, workDir };
  const creates = request.lab || request.command === "preview" || request.command === "up";
  return creates
    ? LocalWorkspace.createOrSelectStack(args, options)
    : LocalWorkspace.selectStack(args, options);
}

function prepareReal({ projectDir, stack, stackFile }: RunRequest): Workspace {
  const unlocking = `\`pulumi cancel --stack ${stack}\` unlocks it`;
  const workspace = { workDir: projectDir, envVars: {}, unlocking };
  return stackFile === undefined ? workspace : { ...workspace, configFile: resolve(stackFile) };
}

function prepareLab(request: RunRequest): Workspace {
  const { stack, projectDir } = request;
  const folders = labFolders(resolve(request.labRoot ?? join(projectDir, labFolderName)), stack);
  makeLabFolders(folders);
  writeLabProject(folders, {
    stack,
    stackFile: resolve(request.stackFile ?? join(projectDir, `Pulumi.${stack}.yaml`)),
    main: resolve(projectDir, "index.ts"),
    plugins: generatePlugins(folders.plugins),
  });
  adopt(folders.cloud, request.adopted ?? []);
  const unlocking = `delete ${join(folders.state, ".pulumi", "locks")}`;
  return { workDir: folders.project, envVars: labEnvironment(process.env, folders), unlocking };
}

function adopt(cloud: string, adopted: readonly CloudResource[]): void {
  const store = new FileStore(cloud);
  for (const resource of adopted) {
    if (store.get(resource, resource.type, resource.id) === undefined) store.put(resource);
  }
}
