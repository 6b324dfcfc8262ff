import { posix } from "node:path";
import { packageOf } from "./packages";

/**
 * Names the sources of a source map by what they are, not by where they lie: a file of the sources by its path from their
 * root on, one of a package by `node_modules/`, the package's name and its path in there. So the map is the same wherever
 * packages are installed, and shows no folder of the machine.
 *
 * @param map - its sources relative to the root.
 * @param root - absolute, with forward slashes.
 */
export function placelessMap(map: string, root: string): string {
  const { sources, ...rest } = JSON.parse(map) as { readonly sources: readonly string[] };
  return JSON.stringify({ ...rest, sources: sources.map((source) => placeless(source, root)) });
}

function placeless(source: string, root: string): string {
  const isOwn = !source.startsWith("../") && packageOf(source) === undefined;
  const file = posix.resolve(root, source);
  const found = packageOf(file);
  if (isOwn || found === undefined) return source;
  return `node_modules/${found.name}${file.slice(found.folder.length)}`;
}
