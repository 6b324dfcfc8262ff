import program = require("../../index");
import { adoptedBy } from "../../lab/adopted";
import { runEmbedded } from "../../lab/embedded/run";
import type { ResourceState } from "../../lab/state";
import type { StackFile } from "../../stacks/stackFile";

/** The project's name, as in Pulumi.yaml: part of every URN. */
const project = "apilink";

/**
 * Runs the Pulumi program with a stack file against the embedded cloud and lists what would be there.
 *
 * @throws EmbeddedRunError where AWS would refuse something.
 */
export function resourcesOfProgram({
  stack,
  config,
  topology,
}: Pick<StackFile, "stack" | "config" | "topology">): Promise<readonly ResourceState[]> {
  return runEmbedded(program, { project, stack, config: texts(config), adopted: adoptedBy(topology) });
}

/** Pulumi hands structures over as JSON text. */
function texts(config: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
