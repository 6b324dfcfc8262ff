import type { ResourceState } from "../lab/state";
import { nameOf } from "../lab/urns";

/** A component of the program, and how many AWS resources it holds, its own components' included. */
export interface CreatedComponent {
  readonly type: string;
  readonly name: string;
  readonly count: number;
}

/** The program's components, those of one type together. */
export function componentsOf(resources: readonly ResourceState[]): readonly CreatedComponent[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const counts = new Map<string, number>();
  for (const resource of resources) {
    if (!resource.type.startsWith("aws:")) continue;
    const owner = outermost(resource, byUrn);
    counts.set(owner.urn, (counts.get(owner.urn) ?? 0) + 1);
  }
  return [...counts]
    .map(([urn, count]) => ({
      type: (byUrn.get(urn)?.type ?? "").split(":").pop() ?? "",
      name: nameOf(urn),
      count,
    }))
    .sort(
      (one, other) => one.type.localeCompare(other.type, "en") || one.name.localeCompare(other.name, "en"),
    );
}

/** The component right below the stack that a resource belongs to. */
function outermost(resource: ResourceState, byUrn: ReadonlyMap<string, ResourceState>): ResourceState {
  const parent = byUrn.get(resource.parent ?? "");
  return parent === undefined || parent.type === "pulumi:pulumi:Stack" ? resource : outermost(parent, byUrn);
}
