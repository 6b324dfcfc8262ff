import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Machine } from "./lock";

/** The machine that this process runs on. */
export const thisMachine: Machine = { hostname: hostname(), runs };

/**
 * Linux tells what a process is: one that has ended may linger as a zombie, and its number may be another program's by
 * now. Elsewhere, every process of that number counts.
 */
function runs(pid: number): boolean {
  if (process.platform !== "linux") return exists(pid);
  try {
    const [, command = "", state = ""] =
      /^\d+ \((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return command.startsWith("pulumi") && !/[ZX]/.test(state);
  } catch {
    return false;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
