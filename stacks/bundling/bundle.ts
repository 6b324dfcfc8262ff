import { realpathSync } from "node:fs";
import { posix, sep } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { UserError } from "../userError";
import { withEsbuild, type Esbuild } from "./esbuild";
import { packageOf, repeatedPackages, sdkScopes, type RepeatedPackage } from "./packages";
import { placelessMap } from "./sourceMap";
import { unbuildable } from "./unbuildable";

/** Which function is bundled. */
export interface BundleSource {
  /** That of the folder in `handlers`, whose `index.ts` exports `handler`. */
  readonly name: string;
  /** The folder that `handlers` is in. */
  readonly root: string;
}

/** What a function runs. */
export interface BundledCode {
  /** CommonJS, minified; its last line names the map `index.js.map`. */
  readonly code: string;
  /** Names the sources, and holds none of them. */
  readonly sourceMap: string;
}

/** Code with what it was made from. */
interface BuiltCode extends BundledCode {
  /** Absolute paths. */
  readonly inputs: readonly string[];
}

/**
 * The ways to find credentials that a function never takes: Lambda hands them over in the environment. The SDK loads these
 * only where there are none.
 */
const otherCredentials: readonly string[] = [
  ...["http", "ini", "login", "process", "sso", "web-identity"].map(
    (way) => `@aws-sdk/credential-provider-${way}`,
  ),
  "@smithy/credential-provider-imds",
];

/**
 * Bundles a function's sources with all that they import. The same sources give the same bytes, wherever they and their
 * packages lie.
 *
 * @throws UserError where the sources do not build, where a package of the AWS SDK would be in the bundle in two versions,
 * and where Pulumi would be in it.
 */
export async function bundle({ name, root }: BundleSource): Promise<BundledCode> {
  const place = realpathSync(root).split(sep).join("/");
  const { inputs, ...code } = await withEsbuild(async (esbuild) => {
    const first = await builtBy(esbuild, name, place);
    const copies = repeatedPackages(first.inputs).filter(isOneVersion);
    return copies.length === 0 ? first : builtBy(esbuild, name, place, onceEach(copies));
  });
  refuseRepeatedSdk(name, place, inputs);
  refusePulumi(name, inputs);
  return code;
}

async function builtBy(
  esbuild: Esbuild,
  name: string,
  root: string,
  ...plugins: Plugin[]
): Promise<BuiltCode> {
  const result = await esbuild.build({ ...optionsOf(name, root), plugins }).catch((error: unknown) => {
    throw unbuildable(name, error);
  });
  const textOf = (end: string): string =>
    result.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return {
    code: textOf("index.js"),
    sourceMap: placelessMap(textOf("index.js.map"), root),
    inputs: Object.keys(result.metafile.inputs).map((input) => posix.resolve(root, input)),
  };
}

function optionsOf(name: string, root: string) {
  return {
    absWorkingDir: root,
    entryPoints: [posix.join(root, "handlers", name, "index.ts")],
    // Nothing is written: this is what the map's sources are relative to.
    outfile: posix.join(root, "index.js"),
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    mainFields: ["module", "main"],
    external: [...otherCredentials],
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    metafile: true,
    logLevel: "silent",
    // Of the project around an installed package, none counts.
    tsconfigRaw: {},
  } as const satisfies BuildOptions;
}

/** Copies of one version are one package, however they were installed. */
function isOneVersion({ copies }: RepeatedPackage): boolean {
  return new Set(copies.map(({ version }) => version)).size === 1;
}

/** Takes each of the packages from one of its copies, whoever imports it. */
function onceEach(repeated: readonly RepeatedPackage[]): Plugin {
  const chosen = new Map(repeated.map(({ name, copies }) => [name, copies[0]?.folder ?? ""]));
  return {
    name: "once-each",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path, kind, importer, pluginData }) => {
        const folder = chosen.get(packageOf(`node_modules/${path}`)?.name ?? "");
        if (folder === undefined || pluginData === resolved) return undefined;
        return build.resolve(path, { kind, importer, resolveDir: folder, pluginData: resolved });
      });
    },
  };
}

/** Marks what is looked for a second time. */
const resolved = Symbol("resolved");

function refuseRepeatedSdk(name: string, root: string, inputs: readonly string[]): void {
  const repeated = repeatedPackages(inputs).filter((found) =>
    sdkScopes.some((scope) => found.name.startsWith(scope)),
  );
  if (repeated.length === 0) return;
  const lines = repeated.map(({ name: twice, copies }) => {
    const found = copies.map(({ folder, version }) => `${version} in ${posix.relative(root, folder)}`);
    return `  ${twice}: ${found.join(", ")}`;
  });
  throw new UserError(
    [
      `The function ${name} would hold packages of the AWS SDK more than once:`,
      ...lines,
      "Install one version of each, such as with `npm dedupe`.",
    ].join("\n"),
  );
}

function refusePulumi(name: string, inputs: readonly string[]): void {
  const found = inputs.flatMap((input) => packageOf(input)?.name ?? []).find((n) => n.startsWith("@pulumi/"));
  if (found === undefined) return;
  throw new UserError(
    `The function ${name} imports ${found}, which runs at deployment only. Import from handlers/ and the AWS SDK alone.`,
  );
}
