import type { EngineEvent } from "@pulumi/pulumi/automation";
import { readable } from "./diagnostics";

/** The engine's own words. Source: Pulumi's `pkg/engine/plugins.go` and `sdk/go/common/resource/plugin/analyzer_plugin.go`. */
const notStarted = /^(?:policy pack |could not start policy pack |failed to load Pulumi policy project )/;

/** Where the engine or the pack's own error names the pack. */
const named = /^\[runtime\] Running program '([^']+)'|policy (?:pack|project located at) "([^"]+)"/;

/** The error that a program or a policy pack in JavaScript writes as it falls: `TypeError: x is not a function`. */
export function thrownIn({ diagnosticEvent }: EngineEvent): string | undefined {
  if (diagnosticEvent?.severity !== "info#err") return undefined;
  return /^(?:Uncaught )?\w*Error(?: \[\w+\])?: .+/m.exec(readable(diagnosticEvent.message))?.[0];
}

/**
 * That a policy pack has not started, in one line; undefined where the errors are about something else.
 *
 * @param thrown The first error that was thrown in the run, which is the pack's: nothing runs before it.
 */
export function policyPackFailure(errors: readonly string[], thrown: string | undefined): string | undefined {
  const [said] = errors.filter((error) => notStarted.test(error));
  if (said === undefined) return undefined;
  const [, program, quoted] = errors.map((error) => named.exec(error)).find((match) => match !== null) ?? [];
  const folder = program ?? quoted;
  const reason = (thrown ?? said).split("\n")[0] ?? "";
  return `the policy pack${folder === undefined ? "" : ` ${folder}`} does not start: ${reason}`;
}
