import { estimate, usageOf, type UsageOptions } from "../cost";
import type { Screen } from "./check";
import { costText } from "./costText";
import { statuses, type CommandResult } from "./io";
import { jsonPieces } from "./json";
import { loadStack, type SourceOptions } from "./source";

export interface CostOptions extends SourceOptions, UsageOptions {
  /** The estimate, for programs. */
  readonly json?: boolean;
}

/** Estimates what a month of a stack costs, and which other shape would be cheaper. */
export async function cost(
  { json = false, trafficGb, requests, ...source }: CostOptions,
  screen: Screen,
): Promise<CommandResult> {
  const usage = usageOf({ trafficGb, requests });
  const { stack, topology, resources } = await loadStack(source);
  const estimated = estimate(stack, topology, resources, usage);
  return {
    status: statuses.ok,
    stdout: json ? jsonPieces(estimated) : [`${costText(estimated, screen).join("\n")}\n`],
  };
}
