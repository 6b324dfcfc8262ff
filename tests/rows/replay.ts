import { Cloud } from "../../lab/cloud";
import type { Place } from "../../lab/resource";
import type { ResourceState } from "../../lab/state";
import { MemoryStore } from "../../lab/world";
import { accountOfState, awsStates, labelOf } from "../support/states";

/** What AWS refused, and in which words. */
export interface Refused {
  readonly resource: string;
  readonly code: string;
  readonly message: string;
}

/** Makes the resources again, in their order, on an empty cloud; the first refusal ends it. */
export function replay(resources: readonly ResourceState[]): Refused | undefined {
  return made(new Cloud(new MemoryStore()), resources);
}

/**
 * Deletes resources of a cloud that has them all; the first refusal ends it.
 *
 * @param order Which ones, the first to go first.
 */
export function unmake(
  resources: readonly ResourceState[],
  order: readonly ResourceState[],
): Refused | undefined {
  const cloud = new Cloud(new MemoryStore());
  const refused = made(cloud, resources);
  if (refused !== undefined) return refused;
  for (const state of order) {
    const result = cloud.delete(placeOf(resources, state), state.type, state.id ?? "");
    if (!result.ok) return refusedAt(state, result.refusal);
  }
  return undefined;
}

function made(cloud: Cloud, resources: readonly ResourceState[]): Refused | undefined {
  for (const state of awsStates(resources).filter(({ custom }) => custom)) {
    const { urn, inputs } = state;
    const result = cloud.create({ urn, inputs, ...placeOf(resources, state) });
    if (!result.ok) return refusedAt(state, result.refusal);
  }
  return undefined;
}

function placeOf(resources: readonly ResourceState[], state: ResourceState): Place {
  return { account: accountOfState(resources, state), region: String(state.inputs["region"]) };
}

function refusedAt(
  state: ResourceState,
  { code, message }: { readonly code: string; readonly message: string },
): Refused {
  return { resource: labelOf(state), code, message };
}
