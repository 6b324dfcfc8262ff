import { CommandError, ConcurrentUpdateError, StackNotFoundError } from "@pulumi/pulumi/automation";
import { credentialProblems } from "./credentials";
import { errorsIn } from "./diagnostics";
import {
  BackendError,
  CredentialsError,
  PolicyPackError,
  PolicyViolationError,
  RunFailedError,
  StackMissingError,
} from "./errors";
import { holdersIn } from "./lock";
import { lockedBy } from "./locking";
import { policyPackFailure } from "./policyPackFailure";
import type { PolicyRemark } from "./policyRemarks";

/** The run that an error has ended. */
export interface EndedRun {
  readonly stack: string;
  /** The errors among its events. */
  readonly reported: readonly string[];
  /** What mandatory policies have said. */
  readonly violations?: readonly PolicyRemark[];
  /** The first error that a program, or a policy pack before it, has died of. */
  readonly thrown?: string | undefined;
  /** Whether anything that a provider owns was changed before. */
  readonly changed: boolean;
  /** How to get rid of the lock of a run on another machine. */
  readonly unlocking?: string | undefined;
}

/**
 * Why a command of the engine failed: in the engine's words where it has said so, and as an error of its own kind where
 * it can be told. What is no command's error is left as it is.
 */
export function explained(error: unknown, run: EndedRun): unknown {
  if (error instanceof ConcurrentUpdateError)
    return lockedBy(run.stack, holdersIn(error.message), run.unlocking);
  if (error instanceof StackNotFoundError) return new StackMissingError(run.stack);
  if (error instanceof RunFailedError) return failure(error.diagnostics, run);
  if (!(error instanceof CommandError)) return error;
  const { violations = [] } = run;
  if (violations.length > 0) return new PolicyViolationError(violations, run.changed, run.reported);
  if (run.reported.length > 0) return failure(run.reported, run);
  const printed = errorsIn(error.message);
  const notStarted = policyPackFailure(printed, run.thrown);
  if (notStarted !== undefined) return new PolicyPackError(notStarted);
  return failure(printed.length > 0 ? printed : [tooEarly(endOf(error.message))], run);
}

/** Credentials that end amidst a run are no wrong usage: something was changed. */
function failure(errors: readonly string[], { stack, changed }: EndedRun): Error {
  if (errors.some((error) => error.includes("failed to load checkpoint: EOF")))
    return new RunFailedError([...errors, emptyAttributes(stack)]);
  const problems = credentialProblems(errors);
  const unread = changed ? undefined : errors.find((error) => backendUnread.test(error));
  if (problems.length === 0 && unread !== undefined) return new BackendError(withoutBackend(unread));
  if (problems.length === 0) return new RunFailedError(errors);
  return changed ? new RunFailedError([...errors, ...problems]) : new CredentialsError(problems.join("\n"));
}

/** How the engine begins where it finds no backend. Source: Pulumi's `pkg/backend/diy` and `pkg/backend/httpstate/client`. */
const backendUnread =
  /read "\.pulumi\/meta\.yaml"|unable to open bucket|^performing HTTP request|missing google credentials/;

/** Clouds answer with a page of XML, of which nobody needs to see a thing. */
function withoutBackend(error: string): string {
  const said = (error.split(/[\n<]/)[0] ?? "").slice(0, 300).replace(/[\s:,]+$/, "");
  return `the backend that keeps the state cannot be read (${said}): look at PULUMI_BACKEND_URL, or \`pulumi login\` to the right one`;
}

/** A backend of files replaces a state whole, but writes the attributes beside it in place. */
function emptyAttributes(stack: string): string {
  return `an engine was killed as it wrote the attributes beside the state, which is whole: delete the empty file .pulumi/stacks/PROJECT/${stack}.json.attrs of the backend and run again with --recover`;
}

/** An engine that was killed has recorded neither its end nor that of what was under way. */
function tooEarly(how: string): string {
  const remedy = "; what was under way may exist without being recorded, so run again with --recover";
  return `the engine ended too early: ${how}${/\bSIG[A-Z]+\b/.test(how) ? remedy : ""}`;
}

/** How the command ended; the Automation API's message is a dump of its streams. */
function endOf(message: string): string {
  return / stderr: (.*?)(?:: pulumi .*)?$/m.exec(message)?.[1] ?? message;
}
