import { estimate, usageOf, type Estimate, type UsageOptions } from "../cost";
import type { Screen } from "./check";
import { cheaperShapes } from "./costShapes";
import { costText } from "./costText";
import { statuses, type CommandResult } from "./io";
import { jsonPieces } from "./json";
import { plural } from "./layout";
import { loadStack, type SourceOptions } from "./source";

export interface CostOptions extends SourceOptions, UsageOptions {
  /** The estimate, for programs. */
  readonly json?: boolean;
}

/**
 * Estimates what a month of a stack costs, and which other shapes would be cheaper.
 *
 * @throws UserError for a usage that is none.
 */
export async function cost(
  { json = false, trafficGb, requests, ...source }: CostOptions,
  screen: Screen,
): Promise<CommandResult> {
  const usage = usageOf({ trafficGb, requests });
  const loaded = await loadStack(source);
  const { stack, topology, resources } = loaded;
  const plain = estimate(stack, topology, resources, usage);
  const whole =
    (source.without ?? []).length > 0
      ? noted(plain, "Cheaper shapes are not looked for where something is taken away.")
      : withShapes(plain, await cheaperShapes(source, loaded, usage));
  return {
    status: statuses.ok,
    stdout: json ? jsonPieces(whole) : [`${costText(whole, screen).join("\n")}\n`],
  };
}

function withShapes(
  plain: Estimate,
  { cheaper, untried }: Awaited<ReturnType<typeof cheaperShapes>>,
): Estimate {
  const shown = { ...plain, cheaper };
  if (untried === 0) return shown;
  return noted(
    shown,
    `${plural(untried, "further shape")} of this large stack would have taken long to try.`,
  );
}

function noted(estimated: Estimate, note: string): Estimate {
  return { ...estimated, assumptions: [...estimated.assumptions, note] };
}
