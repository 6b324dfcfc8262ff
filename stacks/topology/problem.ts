import { printable } from "../printable";
import { UserError } from "../userError";

/** One thing wrong with a topology. */
export interface TopologyProblem {
  /** Where, as it would be written in code: `links[2].through`. */
  readonly path: string;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
}

/** A topology that cannot be used, with everything that is wrong with it. */
export class TopologyError extends UserError {
  override readonly name = "TopologyError";

  /** @param source The file, or other place, that the topology was read from. */
  constructor(
    readonly source: string,
    readonly problems: readonly TopologyProblem[],
  ) {
    super(report(source, problems));
  }
}

function report(source: string, problems: readonly TopologyProblem[]): string {
  const count = `${problems.length} ${problems.length === 1 ? "error" : "errors"}`;
  const lines = problems.map(
    ({ path, message, hint }) => `  ${printable(path)}: ${printable(message)}\n    hint: ${printable(hint)}`,
  );
  return [`${source}: ${count} in the topology, nothing was created`, ...lines].join("\n");
}

/** Joins the steps of a path: names with dots, positions in brackets. */
export function pathOf(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>((path, step) => {
    if (typeof step === "number") return `${path}[${step}]`;
    return path === "" ? String(step) : `${path}.${String(step)}`;
  }, "");
}
