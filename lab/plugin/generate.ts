import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stringify } from "yaml";

const resolver = createRequire(__filename);

/** The packages whose plugins the embedded cloud stands in for. */
export const pluginPackages = ["aws", "awsx"] as const;

/** A plugin folder as the engine's project settings name it. */
export interface PluginFolder {
  readonly name: string;
  readonly path: string;
}

/**
 * Writes the plugin folders that the engine starts. They are generated for each run, so their versions are those
 * of the SDKs that are installed, and an SDK update cannot leave them behind.
 */
export function generatePlugins(dir: string): readonly PluginFolder[] {
  return pluginPackages.map((name) => {
    const path = join(dir, name);
    const version = versionOf(`@pulumi/${name}`);
    mkdirSync(path, { recursive: true });
    writeFileSync(
      join(path, "PulumiPlugin.yaml"),
      stringify({ runtime: { name: "nodejs", options: { typescript: false } } }),
    );
    writeFileSync(join(path, "package.json"), JSON.stringify({ name, version, main: "index.js" }));
    writeFileSync(join(path, "index.js"), indexOf(name, version));
    writeFileSync(join(path, `pulumi-resource-${name}`), script, { mode: 0o755 });
    linkModules(join(path, "node_modules"));
    return { name, path };
  });
}

// Where it can be run (not on Windows), this is what the engine starts: without the detour over its language host and
// the SDK's own runner, a plugin is there 0.2 seconds earlier.
const script = `#!/bin/sh\nexec node "$(dirname "$0")/index.js" "$@"\n`;

// The engine puts `nodeargs` of a plugin behind the script, so the TypeScript loader is required here.
function indexOf(name: string, version: string): string {
  const loader = JSON.stringify(resolver.resolve("tsx/cjs"));
  const entry = JSON.stringify(resolver.resolve(`./${name}.ts`));
  return `require(${loader});\nrequire(${entry}).start(${JSON.stringify(version)});\n`;
}

/** The engine looks for its SDK from the plugin's folder on, which may lie outside of the project. */
function linkModules(link: string): void {
  const modules = dirname(dirname(dirname(resolver.resolve("@pulumi/pulumi/package.json"))));
  if (existsSync(link) && realpathSync(link) === realpathSync(modules)) return;
  rmSync(link, { recursive: true, force: true });
  symlinkSync(modules, link, "junction");
}

function versionOf(sdk: string): string {
  const { version } = resolver(`${sdk}/package.json`) as { readonly version: string };
  return version;
}
