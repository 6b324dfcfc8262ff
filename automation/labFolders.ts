import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { LabMixedError } from "./errors";

/** The name of the lab's folder in a project. */
export const labFolderName = ".lab";

const marker = ".apilink-lab";

/** Where a stack's lab keeps its things. */
export interface LabFolders {
  readonly root: string;
  readonly home: string;
  readonly plugins: string;
  readonly project: string;
  readonly state: string;
  readonly cloud: string;
}

/** @throws LabMixedError where the stack's name is no plain name, which could lead out of the lab. */
export function labFolders(root: string, stack: string): LabFolders {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(stack)) {
    throw new LabMixedError(`the lab needs a plain stack name, without organization or project: ${stack}`);
  }
  const folder = (name: string): string => join(root, stack, name);
  return {
    root,
    home: folder("home"),
    plugins: folder("plugins"),
    project: folder("project"),
    state: folder("state"),
    cloud: folder("cloud"),
  };
}

/** Makes the folders, and marks the root as a lab, wherever it lies. */
export function makeLabFolders(folders: LabFolders): void {
  const { root, home, plugins, project, state, cloud } = folders;
  for (const folder of [root, home, plugins, project, state, cloud]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(root, marker), "An embedded cloud of apilink. It can be deleted.\n");
}

/** Does a path lie in a lab? */
export function isInLab(path: string): boolean {
  if (basename(path) === labFolderName || existsSync(join(path, marker))) return true;
  const parent = dirname(path);
  return parent !== path && isInLab(parent);
}
