import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** How long after its last use a folder is kept: the engine reads the files while it deploys, which ends long before. */
const keptMs = 24 * 60 * 60 * 1000;

/**
 * Assets of texts that are kept as files: of a file the engine's state holds the hash alone, of a text all of it, for each
 * resource twice. They lie in a folder that is named by what is in it, so that a deployment never reads what another one
 * has written since. Where no file can be written, they are the texts themselves; both have one hash.
 *
 * @param project - the folder of apilink's package.json.
 * @param texts - by the files' names.
 */
export function keptFiles(project: string, texts: Readonly<Record<string, string>>): pulumi.asset.AssetMap {
  const cache = cacheOf(project);
  const hash = createHash("sha256").update(JSON.stringify(texts)).digest("hex");
  const folder = join(cache, hash.slice(0, 16));
  try {
    const assets = assetsOf(texts, (name, text) => new pulumi.asset.FileAsset(kept(folder, name, text)));
    const now = new Date();
    utimesSync(folder, now, now);
    removeUnused(cache, now);
    return assets;
  } catch {
    return assetsOf(texts, (_, text) => new pulumi.asset.StringAsset(text));
  }
}

/** Of an installed apilink, it is in the project that it is installed in. */
function cacheOf(project: string): string {
  const parent = dirname(project);
  const modules = basename(parent) === "node_modules" ? parent : join(project, "node_modules");
  return join(modules, ".cache", "apilink");
}

function assetsOf(
  texts: Readonly<Record<string, string>>,
  assetOf: (name: string, text: string) => pulumi.asset.Asset,
): pulumi.asset.AssetMap {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, assetOf(name, text)]));
}

/** Another process may read the file, or write it, at the same time. */
function kept(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  if (existsSync(file) && readFileSync(file, "utf8") === text) return file;
  mkdirSync(folder, { recursive: true });
  const part = `${file}.${randomUUID()}`;
  try {
    writeFileSync(part, text);
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
  return file;
}

function removeUnused(cache: string, now: Date): void {
  for (const name of readdirSync(cache)) {
    const found = join(cache, name);
    const used = statSync(found, { throwIfNoEntry: false })?.mtimeMs;
    if (used !== undefined && now.getTime() - used > keptMs) rmSync(found, { recursive: true, force: true });
  }
}
