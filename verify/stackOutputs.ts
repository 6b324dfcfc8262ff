import { z } from "zod";
import type { ResourceState } from "../lab/state";
import { formNames } from "../stacks/urlForms";

const form = z.object({ url: z.string(), headers: z.record(z.string(), z.string()) });

/** What the program exports, as a list of resource states holds it. */
const shape = z.object({
  links: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      through: z.string(),
      url: z.string(),
      forms: z.partialRecord(z.enum(formNames), form),
    }),
  ),
  endpoints: z.record(z.string(), z.string()),
  apis: z.record(z.string(), z.string()),
});

export type ReadOutputs = z.output<typeof shape>;

/** The stack's outputs, which stand at its root resource. */
export function stackOutputsIn(resources: readonly ResourceState[]): ReadOutputs {
  return shape.parse(resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs);
}
