import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { bundle, type BundledCode } from "./bundling/bundle";
import { keptFiles } from "./bundling/keptFiles";
import { unadorned } from "./bundling/unadorned";

/** The functions, by the folder of each in `handlers`. */
export const handlerNames = ["inventory", "collect", "canary"] as const;
export type HandlerName = (typeof handlerNames)[number];

/** A function's code with all that it imports, for Lambda's runtime `nodejs24.x`, handler `index.handler`. */
export interface Bundle extends BundledCode {
  readonly name: HandlerName;
  /** Of the code, without its map. */
  readonly bytes: number;
}

const project = resolve(__dirname, "..");

const bundles = new Map<HandlerName, Promise<Bundle>>();
const codes = new Map<HandlerName, Promise<pulumi.asset.AssetMap>>();

/**
 * Bundles a function, once a process.
 *
 * @throws UserError where its sources do not build.
 */
export function bundleOf(name: HandlerName): Promise<Bundle> {
  return remembered(bundles, name, async () => {
    const code = await bundle({ name, root: project });
    return { name, ...code, bytes: Buffer.byteLength(code.code) };
  });
}

/**
 * The archive of a function: `index.js`, `index.js.map` and, where there are settings, `settings.json`. Its size is shown
 * at deployment, once a function.
 *
 * Without an engine, as in `apilink check`, nothing is deployed and nobody reads code: a placeholder is `index.js` then,
 * and there is no map.
 *
 * @param settings - what JSON can hold; never a secret, since code is not kept as one.
 */
export function handlerCode(
  name: HandlerName,
  settings?: pulumi.Input<unknown>,
): pulumi.Input<pulumi.asset.Archive> {
  const code = isDeployment() ? remembered(codes, name, () => bundledAssets(name)) : placeholderAssets(name);
  if (settings === undefined) return code.then((assets) => new pulumi.asset.AssetArchive(assets));
  return pulumi.output(settings).apply(
    async (known) =>
      new pulumi.asset.AssetArchive({
        ...(await code),
        "settings.json": new pulumi.asset.StringAsset(JSON.stringify(known)),
      }),
  );
}

/** What stands for a function's code where it is not bundled. */
export function placeholderOf(name: HandlerName): string {
  return `// In place of handlers/${name}, which is bundled at deployment.\n`;
}

/** Pulumi's `hasEngine` is false until something has asked for the engine, and always in a program of its Automation API. */
function isDeployment(): boolean {
  return pulumi.runtime.getEngine() !== undefined;
}

function placeholderAssets(name: HandlerName): Promise<pulumi.asset.AssetMap> {
  return Promise.resolve({ "index.js": new pulumi.asset.StringAsset(placeholderOf(name)) });
}

async function bundledAssets(name: HandlerName): Promise<pulumi.asset.AssetMap> {
  const { code, sourceMap, bytes } = await bundleOf(name).catch((error: unknown) => {
    throw unadorned(error);
  });
  await pulumi.log.info(
    `function ${name}: ${kilobytes(bytes)} of code, ${kilobytes(Buffer.byteLength(sourceMap))} of source map`,
  );
  return keptFiles(project, { "index.js": code, "index.js.map": sourceMap });
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
