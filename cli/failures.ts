import { RunError } from "@pulumi/pulumi";
import { CommanderError } from "commander";
import { AutomationError } from "../automation/errors";
import { EmbeddedRunError } from "../lab/embedded/failure";
import { UserError } from "../stacks/userError";
import { statuses } from "./io";

/** Why a command ended before its end. */
export interface Failure {
  /** The exit status. */
  readonly status: number;
  /** The error's class, for programs. */
  readonly kind: string;
  /** All that there is to say; undefined where it has been said already. */
  readonly message?: string;
}

/** The check was red, so that nothing was deployed. */
export class RedCheckError extends Error {
  override readonly name = "RedCheckError";
}

/** Errors whose message is all that there is to show. */
const expected = [
  [UserError, statuses.usage],
  [RunError, statuses.usage],
  [RedCheckError, statuses.red],
  [EmbeddedRunError, statuses.red],
] as const;

/** What went wrong, and with which exit status. A defect is shown with its stack. */
export function failureOf(error: unknown): Failure {
  // Commander has said its own already.
  if (error instanceof CommanderError) {
    return { status: error.exitCode === 0 ? statuses.ok : statuses.usage, kind: "UsageError" };
  }
  if (error instanceof AutomationError) {
    return { status: error.status, kind: error.name, message: error.message };
  }
  for (const [kind, status] of expected) {
    if (error instanceof kind) return { status, kind: kind.name, message: error.message };
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { status: statuses.red, kind: "Error", message };
}
