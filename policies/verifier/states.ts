import { unknown, type ResourceState } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import type { Resource } from "../stack/resources";

/** The inputs that the engine has shown of resources, by URN. */
export type Inputs = ReadonlyMap<string, Mapping>;

/**
 * The resources in the shape of a state. A pack sees outputs only where it judges them together; what was asked for, it has
 * seen of each before.
 */
export function statesOf(resources: readonly Resource[], inputs: Inputs): readonly ResourceState[] {
  const ids = new Map(resources.map(({ urn, id }) => [urn, id]));
  return resources.map(({ urn, type, id, parent, properties, dependencies, provider }) => ({
    urn,
    type,
    custom: id !== undefined || provider !== undefined || isProvider(type),
    ...(id !== undefined && { id }),
    ...(parent !== undefined && parent !== "" && { parent }),
    ...(provider && { provider: `${provider.urn}::${ids.get(provider.urn) ?? unknown}` }),
    inputs: isProvider(type) ? properties : (inputs.get(urn) ?? {}),
    outputs: properties,
    dependencies,
  }));
}

export function isProvider(type: string): boolean {
  return type.startsWith("pulumi:providers:");
}
