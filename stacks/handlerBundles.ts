import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { bundle, type BundledCode } from "./bundling/bundle";
import { earlierBundle } from "./bundling/earlierBundle";
import { keptFile } from "./bundling/keptFile";
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
    const make = deploysNothing() ? earlierBundle : bundle;
    const { code, sourceMap } = await make({ name, root: project });
    return { name, code, sourceMap, bytes: Buffer.byteLength(code) };
  });
}

/**
 * Starts to bundle functions, beside whatever else is done until `handlerCode` asks for them. An error is told there.
 */
export function startBundling(names: Iterable<HandlerName>): void {
  for (const name of names) bundleOf(name).catch(() => undefined);
}

/**
 * The archive of a function: `index.js`, `index.js.map` and, where there are settings, `settings.json`. Its size is shown
 * at deployment, once a function.
 *
 * @param settings - what JSON can hold; never a secret, since code is not kept as one.
 */
export function handlerCode(
  name: HandlerName,
  settings?: pulumi.Input<unknown>,
): pulumi.Input<pulumi.asset.Archive> {
  const code = remembered(codes, name, () => assetsOf(name));
  if (settings === undefined) return code.then((assets) => new pulumi.asset.AssetArchive(assets));
  return pulumi.output(settings).apply(
    async (known) =>
      new pulumi.asset.AssetArchive({
        ...(await code),
        "settings.json": new pulumi.asset.StringAsset(JSON.stringify(known)),
      }),
  );
}

async function assetsOf(name: HandlerName): Promise<pulumi.asset.AssetMap> {
  const { code, sourceMap, bytes } = await bundleOf(name).catch((error: unknown) => {
    throw unadorned(error);
  });
  // Without an engine, as in `apilink check`, it would be printed among what programs read.
  if (pulumi.runtime.hasEngine()) {
    await pulumi.log.info(
      `function ${name}: ${kilobytes(bytes)} of code, ${kilobytes(Buffer.byteLength(sourceMap))} of source map`,
    );
  }
  return {
    "index.js": keptFile(project, "index.js", code),
    "index.js.map": keptFile(project, "index.js.map", sourceMap),
  };
}

/** Whether the program runs on the embedded cloud, which takes the place of Pulumi's mocks. */
function deploysNothing(): boolean {
  return pulumi.runtime.getMonitor() instanceof MockMonitor;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
