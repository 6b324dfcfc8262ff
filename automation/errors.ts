/** What can go wrong with a run, in words for the person who started it: `message` needs no stack trace beside it. */
export abstract class AutomationError extends Error {}

/** The engine is not on this machine, or not all of it. */
export class EngineMissingError extends AutomationError {
  override readonly name = "EngineMissingError";

  /** @param what What is missing, as a clause. */
  constructor(what: string) {
    super(`${what}: install Pulumi, see https://www.pulumi.com/docs/install/`);
  }
}

/** A real run that would meet the embedded cloud, or a lab run that would leave it. */
export class LabMixedError extends AutomationError {
  override readonly name = "LabMixedError";
}

/** The engine reported errors; the message is the engine's own, a line or a few for each. */
export class RunFailedError extends AutomationError {
  override readonly name = "RunFailedError";

  constructor(readonly diagnostics: readonly string[]) {
    super(diagnostics.join("\n"));
  }
}

/** The run was interrupted, by the user or by what runs the program. */
export class RunInterruptedError extends AutomationError {
  override readonly name = "RunInterruptedError";

  /** @param dropped Whether a second interruption made the engine give up what was under way. */
  constructor(command: string, dropped = false) {
    super(
      dropped
        ? `interrupted twice: ${lost}`
        : `interrupted: ${recorded}, and another ${command} goes on from there`,
    );
  }
}

const recorded = "what was under way is finished and recorded";
const lost =
  "what was under way may exist without being recorded, and `pulumi refresh --clear-pending-creates` forgets it";
