import { z } from "zod";
import type { ResourceState } from "../lab/state";
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
  const read = shape.safeParse(rootOutputsIn(resources)).data;
  if (read !== undefined) return read;
  throw new UserError(
    "the stack has no outputs endpoints and apis, so it is no whole stack of apilink\n" +
      "  hint: export the state after an update that went through",
  );
}

/** Everything that the stack exports; empty where there is no stack. */
export function rootOutputsIn(resources: readonly ResourceState[]): ResourceState["outputs"] {
  return resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs ?? {};
}
