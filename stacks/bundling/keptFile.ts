import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { cacheOf, writeWhole } from "./cache";

/**
 * An asset of a text that is kept as a file: of a file the engine's state holds the hash alone, of a text all of it, for
 * each resource twice. Where no file can be written, it is the text itself; both have one hash.
 *
 * @param project - the folder of apilink's package.json.
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
