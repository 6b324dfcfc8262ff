import { writeFileSync } from "node:fs";
import type { RunCommand } from "../../automation/run";
import type { Usage } from "../../cost";
import { printable } from "../../stacks/printable";
import { UserError } from "../../stacks/userError";
import type { Outlet } from "./events";
import { summaryText } from "./summary";
import { learn, type Facts } from "./summary/facts";

/** A summary that is being gathered. */
export interface SummaryFile {
  readonly outlet: Outlet;
  /** Writes what is known by now. */
  write(): void;
}

/**
 * Opens a summary. The file says at once that the run has not finished, so that none of an earlier run is taken for this
 * one's if it is killed.
 *
 * @throws UserError where the file cannot be written, before anything is done.
 */
export function openSummary(path: string, command: RunCommand, usage: Usage): SummaryFile {
  let facts: Facts = { command, usage, changed: [] };
  const write = (): void => {
    try {
      writeFileSync(path, summaryText(facts));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      throw new UserError(
        `--summary ${printable(path)}: cannot be written (${printable(code)})\n  hint: name a file in a folder that is there`,
      );
    }
  };
  write();
  return {
    outlet: (event) => {
      facts = learn(facts, event);
    },
    write,
  };
}
