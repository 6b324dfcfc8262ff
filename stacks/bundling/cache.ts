import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Where files are kept that can be made again.
 *
 * @param project - the folder of apilink's package.json. It is `node_modules/.cache/apilink` there, or, where that is an
 * installed package, in the project that it is installed in.
 */
export function cacheOf(project: string): string {
  const parent = dirname(project);
  const modules = basename(parent) === "node_modules" ? parent : join(project, "node_modules");
  return join(modules, ".cache", "apilink");
}

/** Another process may read the file, or write it, at the same time. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${randomUUID()}`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}
