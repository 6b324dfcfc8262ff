import * as pulumi from "@pulumi/pulumi";
import { adoptedBy } from "../../lab/adopted";
import { contentsOf, isArchive } from "../../lab/archives";
import { runEmbedded } from "../../lab/embedded/run";
import type { Properties } from "../../lab/resource";
import type { StackFile } from "../../stacks/stackFile";
import { wire } from "../../stacks/wire";

/** The archives that a stack's functions are made from, by hash: states keep no more of them. */
export async function archivesOf({
  stack,
  topology,
}: Pick<StackFile, "stack" | "topology">): Promise<ReadonlyMap<string, Properties>> {
  const codes: pulumi.Input<unknown>[] = [];
  const program = (): void => {
    pulumi.runtime.registerStackTransformation(({ props }) => {
      const { code } = props as { readonly code?: pulumi.Input<unknown> };
      if (code !== undefined) codes.push(code);
      return undefined;
    });
    wire(topology, { tags: {}, flowLogs: false });
  };
  await runEmbedded(program, { project: "apilink", stack, adopted: adoptedBy(topology) });
  const written = await Promise.all(
    codes.map((code) => pulumi.runtime.serializeProperty("code", code, new Set())),
  );
  return new Map(written.filter(isArchive).map((archive) => [contentsOf(archive).hash, archive]));
}
