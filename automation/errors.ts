import { describeHolder, type LockHolder } from "./lock";
import { explainedOperations, type PendingOperation } from "./pendingOperations";
import { describeRemark, type PolicyRemark } from "./policyRemarks";

/** The exit status of a command that ends with an error: failed, wrong usage, locked by another run, interrupted. */
export type FailureStatus = 1 | 2 | 3 | 130;

/** What can go wrong with a run, in words for the person who started it: `message` needs no stack trace beside it. */
export abstract class AutomationError extends Error {
  /** @default 1 */
  readonly status: FailureStatus = 1;
}

/** The engine is not on this machine, or not all of it. */
export class EngineMissingError extends AutomationError {
  override readonly name = "EngineMissingError";
  override readonly status = 2;

  /** @param what What is missing, as a clause. */
  constructor(what: string) {
    super(`${what}: install Pulumi, see https://www.pulumi.com/docs/install/`);
  }
}

/** A real run that would meet the embedded cloud, or a lab run that would leave it. */
export class LabMixedError extends AutomationError {
  override readonly name = "LabMixedError";
  override readonly status = 2;
}

/** The stack that is to be refreshed or destroyed does not exist. Nothing was changed. */
export class StackMissingError extends AutomationError {
  override readonly name = "StackMissingError";
  override readonly status = 2;

  /** @param lab Whether it was looked for in the lab. */
  constructor(
    readonly stackName: string,
    lab = false,
  ) {
    super(
      lab
        ? `there is no stack ${stackName} on the embedded cloud: \`apilink up --lab\` makes it`
        : `there is no stack ${stackName} in this backend: \`pulumi stack ls\` shows those that there are, and \`apilink up --stack ${stackName}\` makes it`,
    );
  }
}

/** AWS or Pulumi does not take who is asking: credentials missing, expired, of another account. One line. */
export class CredentialsError extends AutomationError {
  override readonly name = "CredentialsError";
  override readonly status = 2;
}

/** The backend that keeps the state does not answer as one. Nothing was changed. One line. */
export class BackendError extends AutomationError {
  override readonly name = "BackendError";
  override readonly status = 2;
}

/** Another run has the stack, or one that was killed has left its lock. Nothing was changed. */
export class StackLockedError extends AutomationError {
  override readonly name = "StackLockedError";
  override readonly status = 3;

  /** @param holders Those who hold the lock, as far as the backend names them. */
  constructor(
    readonly stackName: string,
    readonly holders: readonly LockHolder[],
    /** What to do about it, as a clause. */
    remedy = `wait for it to end, or, once you are sure that it no longer runs, \`pulumi cancel --stack ${stackName}\``,
  ) {
    const who = holders.length === 0 ? "another run" : holders.map(describeHolder).join(" and ");
    super(`the stack ${stackName} is locked by ${who}: ${remedy}`);
  }
}

/** A run that crashed has left operations whose end nobody knows. Nothing was changed. */
export class PendingOperationsError extends AutomationError {
  override readonly name = "PendingOperationsError";

  constructor(
    readonly stackName: string,
    readonly operations: readonly PendingOperation[],
  ) {
    super(explainedOperations(stackName, operations));
  }
}

/** The engine reported errors; the message is the engine's own, a line or a few for each. */
export class RunFailedError extends AutomationError {
  override readonly name = "RunFailedError";

  constructor(readonly diagnostics: readonly string[]) {
    super(diagnostics.join("\n"));
  }
}

/** A mandatory policy has stopped the run: before a change, or after those that it needed to see. */
export class PolicyViolationError extends AutomationError {
  override readonly name = "PolicyViolationError";

  /**
   * @param changed Whether anything was changed until then.
   * @param others The errors that the engine reported beside.
   */
  constructor(
    readonly violations: readonly PolicyRemark[],
    changed: boolean,
    others: readonly string[],
  ) {
    const count = `${violations.length} ${violations.length === 1 ? "violation" : "violations"} of policies`;
    const left = changed ? "what was changed until then stays" : "nothing was changed";
    const lines = violations.flatMap(describeRemark).map((line) => `  ${line}`);
    super([`${count}: ${left}`, ...lines, ...others].join("\n"));
  }
}

/** A policy pack cannot be loaded. Nothing was changed. */
export class PolicyPackError extends AutomationError {
  override readonly name = "PolicyPackError";
  override readonly status = 2;
}

/** The run was interrupted, by the user or by what runs the program. */
export class RunInterruptedError extends AutomationError {
  override readonly name = "RunInterruptedError";
  override readonly status = 130;

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
  "what was under way may exist without being recorded, and the next run with --recover looks for it";
