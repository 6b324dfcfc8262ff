import assert from "node:assert/strict";
import { accountOf } from "../../lab/account";
import type { ResourceState } from "../../lab/state";
import { nameOf } from "../../lab/urns";

/** Finds a resource by type and name; there must be exactly one. */
export function stateOf(states: readonly ResourceState[], type: string, name: string): ResourceState {
  const found = statesOf(states, type).filter(({ urn }) => nameOf(urn) === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const there = statesOf(states, type).map(({ urn }) => nameOf(urn));
  return assert.fail(
    `${found.length} resources ${type} ${name}; of this type there are: ${there.join(", ")}`,
  );
}

export function statesOf(states: readonly ResourceState[], type: string): readonly ResourceState[] {
  return states.filter((state) => state.type === type);
}

/** The resources of AWS: no components, no providers, no stack. */
export function awsStates(states: readonly ResourceState[]): readonly ResourceState[] {
  return states.filter(({ type }) => type.startsWith("aws:"));
}

/** `TYPE NAME` of each resource, sorted: the shape of what a program makes. */
export function labelsOf(states: readonly ResourceState[]): string[] {
  return states.map(labelOf).sort();
}

/** The type's last part and the name, for example `Vpc seoul.vpc`. */
export function labelOf({ type, urn }: Pick<ResourceState, "type" | "urn">): string {
  return `${type.slice(type.lastIndexOf(":") + 1)} ${nameOf(urn)}`;
}

/** The account that a resource's provider works in. */
export function accountOfState(states: readonly ResourceState[], state: ResourceState): string {
  const reference = state.provider ?? assert.fail(`${state.urn} has no provider`);
  const provider = states.find(({ urn, id }) => `${urn}::${id ?? ""}` === reference);
  return accountOf((provider ?? assert.fail(`${reference} is not there`)).inputs);
}

/**
 * Whether the engine makes `first` before `second`, however long the chain between them is. A parent, too, comes before its
 * children, and with it what the parent waits for.
 */
export function comesBefore(
  states: readonly ResourceState[],
  first: ResourceState,
  second: ResourceState,
): boolean {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const seen = new Set<string>();
  const reaches = ({ dependencies, parent }: ResourceState): boolean =>
    [...dependencies, parent ?? ""].some((urn) => {
      if (urn === first.urn) return true;
      const next = byUrn.get(urn);
      if (next === undefined || seen.has(urn)) return false;
      seen.add(urn);
      return reaches(next);
    });
  return reaches(second);
}
