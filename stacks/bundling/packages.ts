import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Where a module lies: in a package, or, without one, in the sources. Paths have forward slashes. */
export interface PackagePlace {
  /** Such as `@smithy/core`. */
  readonly name: string;
  /** The package's own folder. */
  readonly folder: string;
}

/** A package of which a bundle holds more than one copy. */
export interface RepeatedPackage {
  readonly name: string;
  readonly copies: readonly PackageCopy[];
}

export interface PackageCopy {
  readonly folder: string;
  readonly version: string;
}

/** The scopes of the AWS SDK for JavaScript v3 and of what it is made of. */
export const sdkScopes: readonly string[] = ["@aws-sdk/", "@aws-crypto/", "@aws/", "@smithy/"];

const segment = "node_modules/";

/** The package that a file belongs to, by the innermost `node_modules` on its path. */
export function packageOf(file: string): PackagePlace | undefined {
  const start = file.lastIndexOf(segment);
  if (start === -1) return undefined;
  const [scopeOrName = "", rest = ""] = file.slice(start + segment.length).split("/");
  const name = scopeOrName.startsWith("@") ? `${scopeOrName}/${rest}` : scopeOrName;
  return { name, folder: `${file.slice(0, start + segment.length)}${name}` };
}

/** The packages of which these files are from more than one copy, by name, the copies by path. */
export function repeatedPackages(files: readonly string[]): readonly RepeatedPackage[] {
  const folders = new Map<string, Set<string>>();
  for (const { name, folder } of files.flatMap((file) => packageOf(file) ?? [])) {
    folders.set(name, (folders.get(name) ?? new Set()).add(folder));
  }
  return [...folders]
    .filter(([, copies]) => copies.size > 1)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, copies]) => ({
      name,
      copies: [...copies].sort().map((folder) => ({ folder, version: versionIn(folder) })),
    }));
}

function versionIn(folder: string): string {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: unknown };
  return typeof version === "string" ? version : "none";
}
