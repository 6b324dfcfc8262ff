import { Cloud } from "../../lab/cloud";
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
  const cloud = new Cloud(new MemoryStore());
  for (const state of awsStates(resources).filter(({ custom }) => custom)) {
    const { urn, inputs } = state;
    const place = { account: accountOfState(resources, state), region: String(inputs["region"]) };
    const result = cloud.create({ urn, inputs, ...place });
    if (!result.ok)
      return { resource: labelOf(state), code: result.refusal.code, message: result.refusal.message };
  }
  return undefined;
}
