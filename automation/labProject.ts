import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import type { PluginFolder } from "../lab/plugin/generate";
import { isMapping, type Mapping } from "../stacks/mapping";
import type { LabFolders } from "./labFolders";
import { settingsIfThere, settingsIn } from "./settings";

/** What a lab project is made from. */
export interface LabProjectRequest {
  readonly stack: string;
  readonly stackFile: string;
  /** The program's entry point. */
  readonly main: string;
  readonly plugins: readonly PluginFolder[];
}

/** Writes the project that the engine runs in the lab: the same program, with the embedded cloud's plugins. */
export function writeLabProject(folders: LabFolders, request: LabProjectRequest): void {
  const { stack, stackFile, main, plugins } = request;
  writeFileSync(join(folders.project, "Pulumi.yaml"), stringify(labProject(main, plugins)));
  const file = join(folders.project, `Pulumi.${stack}.yaml`);
  const before = settingsIfThere(file);
  writeFileSync(file, stringify(labStack(settingsIn(stackFile), stackFile, before)));
}

/** Project settings of the lab. */
export function labProject(main: string, plugins: readonly PluginFolder[]): Mapping {
  return {
    name: "apilink",
    runtime: { name: "nodejs", options: { typescript: false, nodeargs: "--import tsx" } },
    main,
    plugins: { providers: plugins },
  };
}

/**
 * Stack settings of the lab: the configuration of the real stack, with paths made absolute. The real stack's secrets
 * and its secrets provider stay behind, since the lab must not need the keys that open them; the lab's own salt is
 * kept from run to run.
 */
export function labStack(real: Mapping, stackFile: string, before: Mapping): Mapping {
  const config = Object.entries(isMapping(real["config"]) ? real["config"] : {})
    .filter(([, value]) => !(isMapping(value) && "secure" in value))
    .map(([key, value]) => [key, key === "apilink:topologyFile" ? absolute(value, stackFile) : value]);
  const salt = before["encryptionsalt"];
  return { ...(salt === undefined ? {} : { encryptionsalt: salt }), config: Object.fromEntries(config) };
}

function absolute(path: unknown, stackFile: string): unknown {
  return typeof path === "string" ? resolve(dirname(stackFile), path) : path;
}
