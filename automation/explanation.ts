import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation";
import { errorsIn } from "./diagnostics";
import { RunFailedError } from "./errors";

/**
 * Why a command of the engine failed: in the engine's words where it has said so. What is no command's error is left
 * as it is.
 *
 * @param reported The errors among the command's events.
 * @param unlocking How to get rid of a lock that a killed run has left.
 */
export function explained(error: unknown, reported: readonly string[], unlocking: string): unknown {
  if (!(error instanceof CommandError)) return error;
  if (error instanceof ConcurrentUpdateError) {
    const locked = "the stack is locked by another run, or by one that was killed";
    return new RunFailedError([`${locked}; if no other run is under way, ${unlocking}`]);
  }
  if (reported.length > 0) return new RunFailedError(reported);
  const printed = errorsIn(error.message);
  return new RunFailedError(
    printed.length > 0 ? printed : [`the engine ended too early: ${endOf(error.message)}`],
  );
}

/** How the command ended; the Automation API's message is a dump of its streams. */
function endOf(message: string): string {
  return / stderr: (.*?)(?:: pulumi .*)?$/m.exec(message)?.[1] ?? message;
}
