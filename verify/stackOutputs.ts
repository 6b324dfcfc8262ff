import { z } from "zod";
import type { ResourceState } from "../lab/state";
import { UserError } from "../stacks/userError";

/** Names are made of these ids, so nothing else may stand where one is expected. */
const shape = z.object({
  endpoints: z.record(z.string(), z.string().regex(/^vpce-[0-9a-z]+$/)),
  apis: z.record(z.string(), z.string().regex(/^[0-9a-z]+$/)),
  /** Absent of a stack that was made before there were any. */
  services: z
    .record(z.string(), z.string().regex(/^(cn\.)?com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-z]+$/))
    .default({}),
});

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
