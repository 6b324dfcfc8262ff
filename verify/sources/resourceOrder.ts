import type { ResourceState } from "../../lab/state";

/**
 * A resource that, over parents and dependencies, comes before itself; undefined where each comes after all that it names.
 * What is not in the list is passed over.
 */
export function onCycle(resources: readonly ResourceState[]): ResourceState | undefined {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const needs = ({ parent, dependencies }: ResourceState): readonly ResourceState[] =>
    [...dependencies, ...(parent === undefined ? [] : [parent])].flatMap((urn) => byUrn.get(urn) ?? []);

  const missing = new Map(resources.map((resource) => [resource, needs(resource).length]));
  const neededBy = new Map<ResourceState, ResourceState[]>();
  for (const resource of resources) {
    for (const needed of needs(resource)) {
      const others = neededBy.get(needed);
      if (others === undefined) neededBy.set(needed, [resource]);
      else others.push(resource);
    }
  }
  const ready = resources.filter((resource) => missing.get(resource) === 0);
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    missing.delete(next);
    for (const other of neededBy.get(next) ?? []) {
      const left = (missing.get(other) ?? 0) - 1;
      missing.set(other, left);
      if (left === 0) ready.push(other);
    }
  }

  // What is left waits for a cycle, but need not be on it: following what it waits for ends there.
  const seen = new Set<ResourceState>();
  let [at] = missing.keys();
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    at = needs(at).find((needed) => missing.has(needed));
  }
  return at;
}
