import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/**
 * An asset of a text that is kept as a file: of a file the engine's state holds the hash alone, of a text all of it, for
 * each resource twice. Where no file can be written, it is the text itself; both have one hash.
 *
 * @param project - the folder of apilink's package.json. The file is in `node_modules/.cache/apilink` there, or, where that
 * is an installed package, of the project that it is installed in.
 * @param name - the file's, in a folder that is named by its content.
 */
export function keptFile(project: string, name: string, text: string): pulumi.asset.Asset {
  const hash = createHash("sha256").update(text).digest("hex");
  const file = join(cacheOf(project), hash.slice(0, 16), name);
  try {
    if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeWhole(file, text);
    return new pulumi.asset.FileAsset(file);
  } catch {
    return new pulumi.asset.StringAsset(text);
  }
}

function cacheOf(project: string): string {
  const parent = dirname(project);
  const modules = basename(parent) === "node_modules" ? parent : join(project, "node_modules");
  return join(modules, ".cache", "apilink");
}

/** Another deployment may read the file, or write it, at the same time. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${randomUUID()}`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}
