import type { ResourceState } from "../../lab/state";
import { awsStates, labelsOf } from "../support/states";

/**
 * The resources of AWS that a resource waits for by itself, by their labels. What somebody else's `dependsOn` names would be
 * among them, too.
 */
export function dependenciesOf(states: readonly ResourceState[], { dependencies }: ResourceState): string[] {
  return labelsOf(awsStates(states).filter(({ urn }) => dependencies.includes(urn)));
}

/** What the resources of AWS are made from, in one order whatever the order that they were made in. */
export function sortedInputs(
  states: readonly ResourceState[],
): readonly Pick<ResourceState, "urn" | "inputs">[] {
  return awsStates(states)
    .map(({ urn, inputs }) => ({ urn, inputs }))
    .sort((one, other) => (one.urn < other.urn ? -1 : 1));
}
