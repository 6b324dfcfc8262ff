import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMapping } from "../stacks/mapping";
import type { LockHolder } from "./lock";

/** A lock file that is younger may be one that is just being written. */
const writtenWithinMilliseconds = 2_000;

/** Where a backend of files keeps the locks of a stack. Source: Pulumi's `pkg/backend/diy/lock.go`. */
const locksOf = (state: string, project: string, stack: string): readonly string[] => {
  const locks = join(state, ".pulumi", "locks");
  return [join(locks, "organization", project, stack), join(locks, stack)];
};

/**
 * The locks of a stack that a run was killed over as it wrote them: they name nobody, and the engine reads them no more.
 *
 * @param stack With or without organization and project.
 */
export function cutOffLocks(state: string, project: string, stack: string): readonly LockHolder[] {
  const name = stack.split("/").pop() ?? stack;
  const files = locksOf(state, project, name).filter(existsSync).flatMap(jsonFilesIn);
  return files.filter(isCutOff).map((file) => ({
    who: "a run that was killed as it began",
    since: statSync(file).mtime,
    pid: undefined,
    host: undefined,
    file,
  }));
}

/**
 * Removes a holder's own lock, where it is a file of this machine, and no other file.
 *
 * @returns Whether the lock is gone.
 */
export function removed({ file, pid, host }: LockHolder): boolean {
  const path = lockPathIn(file);
  if (path === undefined) return false;
  if (!existsSync(path)) return true;
  const content = contentOf(path);
  if (content?.["pid"] !== pid || content?.["hostname"] !== host) return false;
  rmSync(path, { force: true });
  return true;
}

/** The path in a lock's URL; undefined where the URL does not lead there alone, such as one with a prefix. */
function lockPathIn(file: string | undefined): string | undefined {
  if (file?.startsWith("file:///") !== true || !URL.canParse(file)) return undefined;
  const url = new URL(file);
  if (url.searchParams.has("prefix")) return undefined;
  return /\/\.pulumi\/locks\/.+\.json$/.test(url.pathname) ? fileURLToPath(url) : undefined;
}

function jsonFilesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map(({ name }) => join(folder, name));
}

function isCutOff(file: string): boolean {
  const age = Date.now() - statSync(file).mtimeMs;
  return age > writtenWithinMilliseconds && typeof contentOf(file)?.["pid"] !== "number";
}

function contentOf(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isMapping(content) ? content : undefined;
  } catch {
    return undefined;
  }
}
