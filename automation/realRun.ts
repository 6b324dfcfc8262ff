import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { labVariable } from "../lab/plugin/folder";
import { pluginPackages } from "../lab/plugin/generate";
import { isMapping, type Mapping } from "../stacks/mapping";
import type { Environment } from "./engine";
import { LabMixedError } from "./errors";
import { isInLab } from "./labFolders";
import { settingsIfThere } from "./settings";

/**
 * Refuses a real run that would meet the embedded cloud anywhere: in its environment, its state or its plugins.
 *
 * @throws LabMixedError that says where, and how to mend it.
 */
export function requireNoLab(projectDir: string, environment: Environment): void {
  if ((environment[labVariable] ?? "") !== "") {
    throw new LabMixedError(`${labVariable} is set: unset it, or run with --lab`);
  }
  const project = settingsIfThere(join(projectDir, "Pulumi.yaml"));
  const plugins = localPlugins(project);
  const local = pluginPackages.find((name) => plugins.includes(name));
  if (local !== undefined) {
    throw new LabMixedError(
      `Pulumi.yaml names a plugin \`${local}\` of its own: remove it from \`plugins.providers\``,
    );
  }
  const places = {
    "the project": projectDir,
    PULUMI_HOME: homeOf(environment),
    ...backends(project, environment),
  };
  for (const [what, place] of Object.entries(places)) {
    const folder = folderOf(place, projectDir);
    if (folder !== undefined && isInLab(folder)) throw new LabMixedError(`${what} lies in a lab: ${place}`);
  }
}

/** The folder of the backend that the engine chooses, where that is one of files. */
export function stateFolderOf(projectDir: string, environment: Environment): string | undefined {
  const project = settingsIfThere(join(projectDir, "Pulumi.yaml"));
  const [backend] = Object.values(backends(project, environment)).filter((url) => url !== "");
  return backend?.startsWith("file://") === true ? folderOf(backend, projectDir) : undefined;
}

/** Every backend that the engine might choose, whichever it prefers; the one that it does comes first. */
function backends(project: Mapping, environment: Environment): Record<string, string> {
  const login = settingsIfThere(join(homeOf(environment), "credentials.json"))["current"];
  const backend = project["backend"];
  const named = {
    PULUMI_BACKEND_URL: environment["PULUMI_BACKEND_URL"],
    "the backend of Pulumi.yaml": isMapping(backend) ? backend["url"] : undefined,
    "the backend of `pulumi login`": login,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function homeOf(environment: Environment): string {
  const home = environment["PULUMI_HOME"] ?? "";
  return home === "" ? join(homedir(), ".pulumi") : home;
}

/** The folder that a path or a `file:` URL stands for; the engine also takes relative ones and `~`. */
function folderOf(place: string, projectDir: string): string | undefined {
  if (/^file:\/\/\//.test(place)) return real(fileURLToPath(place.replace(/\?.*$/, "")));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(place) && !place.startsWith("file://")) return undefined;
  const path = place
    .replace(/^file:\/\//, "")
    .replace(/\?.*$/, "")
    .replace(/^~(?=$|[\\/])/, homedir());
  return real(resolve(projectDir, path));
}

function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}

function localPlugins(project: Mapping): readonly unknown[] {
  const plugins = project["plugins"];
  const providers = isMapping(plugins) ? plugins["providers"] : undefined;
  return Array.isArray(providers)
    ? providers.map((plugin: unknown) => (isMapping(plugin) ? plugin["name"] : plugin))
    : [];
}
