import { unknown, type ResourceState } from "../../lab/state";
import { parseTopology } from "../../stacks/topology/parse";
import type { Topology } from "../../stacks/topology/types";
import { UserError } from "../../stacks/userError";
import { rootOutputsIn } from "../stackOutputs";

/**
 * The topology that a stack was made from: what was meant.
 *
 * @param source Where the resources were read from, for the error.
 * @throws UserError where there is none, or an encrypted one; TopologyError where it is no sound one.
 */
export function topologyIn(resources: readonly ResourceState[], source: string): Topology {
  const { topology } = rootOutputsIn(resources);
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
