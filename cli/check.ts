import { check as reportOn } from "../verify/check";
import { checkText } from "./checkText";
import { statuses, type CommandResult } from "./io";
import { jsonPieces } from "./json";
import type { Paint } from "./paint";
import { loadStack, type SourceOptions } from "./source";

export interface CheckOptions extends SourceOptions {
  /** The report for programs. */
  readonly json?: boolean;
  /** Everything, however much there is. */
  readonly verbose?: boolean;
}

/** What the text is shown on. */
export interface Screen {
  readonly width: number;
  readonly paint: Paint;
}

/** Traces every call of a stack and reports which of them are not as they should be. */
export async function check(
  { json = false, verbose = false, ...source }: CheckOptions,
  screen: Screen,
): Promise<CommandResult> {
  const { stack, topology, resources, contents } = await loadStack(source);
  const report = reportOn(stack, topology, resources, contents);
  return {
    status: report.ok ? statuses.ok : statuses.red,
    stdout: json
      ? jsonPieces(report)
      : [`${checkText(report, { topology, resources }, { ...screen, verbose }).join("\n")}\n`],
  };
}
