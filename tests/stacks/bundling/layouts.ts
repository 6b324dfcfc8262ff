import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Writes a tree of files. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

/** The files of a package without dependencies. */
export function packageFiles(folder: string, version: string, source: string): Record<string, string> {
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  return {
    [`${folder}/package.json`]: JSON.stringify({ name, version, main: "index.js", sideEffects: false }),
    [`${folder}/index.js`]: source,
  };
}

/**
 * Copies packages with all that they depend on, each into a folder of its own, in which links to its dependencies lie
 * beside it: as far from npm's one flat folder as package managers get.
 *
 * @param modules - `node_modules`, flat.
 */
export function installApart(modules: string, packages: readonly string[], to: string): void {
  const store = join(to, ".store");
  const placed = new Set<string>();
  const place = (name: string): string => {
    const folder = join(store, name.replace("/", "+"), "node_modules", name);
    if (placed.has(name)) return folder;
    placed.add(name);
    const source = join(modules, name);
    cpSync(source, folder, { recursive: true, filter: (file) => isNeeded(relative(source, file)) });
    const { dependencies = {} } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as {
      dependencies?: Record<string, string>;
    };
    for (const dependency of Object.keys(dependencies)) {
      if (existsSync(join(source, "node_modules", dependency))) throw new Error(`${name} is not flat`);
      link(place(dependency), join(folder.slice(0, -name.length), dependency));
    }
    return folder;
  };
  for (const name of packages) link(place(name), join(to, name));
}

function isNeeded(file: string): boolean {
  return !["dist-types", "dist-cjs"].includes(file.split(sep)[0] ?? "");
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path, "junction");
}
