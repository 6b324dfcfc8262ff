import { z } from "zod";
import { unknown, type ResourceState } from "../lab/state";
import { parseTopology } from "../stacks/topology/parse";
import type { Topology } from "../stacks/topology/types";
import { UserError } from "../stacks/userError";

const ids = z.record(z.string(), z.string());
const shape = z.object({ endpoints: ids, apis: ids });

/** What the topology's names stand for, as the program exports it. */
export type StackOutputs = z.output<typeof shape>;

/**
 * The stack's outputs, which stand at its root resource.
 *
 * @throws UserError where another program exported them.
 */
export function stackOutputsIn(resources: readonly ResourceState[]): StackOutputs {
  const read = shape.safeParse(rootOutputs(resources)).data;
  if (read !== undefined) return read;
  throw new UserError(
    "the stack has no outputs endpoints and apis, so it is no whole stack of apilink\n" +
      "  hint: export the state after an update that went through",
  );
}

/**
 * The topology that a stack was made from: what was meant.
 *
 * @param source Where the resources were read from, for the error.
 * @throws UserError where there is none, or an encrypted one; TopologyError where it is no sound one.
 */
export function topologyIn(resources: readonly ResourceState[], source: string): Topology {
  const { topology } = rootOutputs(resources);
  if (topology === undefined) {
    throw new UserError(
      `${source}: the stack has no output "topology", so it is no stack of apilink\n` +
        "  hint: export the state of a stack that this program has deployed",
    );
  }
  if (topology === unknown) {
    throw new UserError(
      `${source}: the stack's outputs are encrypted\n` +
        "  hint: pulumi stack export --show-secrets, which shows them; API keys are not read",
    );
  }
  return parseTopology(topology, source);
}

function rootOutputs(resources: readonly ResourceState[]): ResourceState["outputs"] {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}
