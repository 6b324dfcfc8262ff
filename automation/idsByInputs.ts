import { Refusal } from "../lab/refusal";
import { handlerOf } from "../lab/services";
import { types } from "../lab/services/types";
import { inputsOf, type StateResource } from "./stateResources";
import type { LocatedResource } from "./located";

/** Those whose id the embedded cloud makes from the inputs, and AWS does not. */
const drawnByAws: ReadonlySet<string> = new Set([types.defaultSecurityGroup]);

/**
 * The id that a resource must have, if it exists: a route's, a method's, a policy's or a named role's follows from what
 * it was asked to be. Undefined of those whose ids are drawn. The formats are those of the embedded cloud, which are
 * the provider's; where an id is the same whatever else is drawn, it follows from the inputs.
 */
export function idByInputs(
  resource: StateResource,
  { account, region }: LocatedResource,
): string | undefined {
  const handler = handlerOf(resource.type);
  if (handler === undefined || drawnByAws.has(resource.type)) return undefined;
  if (account === undefined || region === undefined) return undefined;
  const request = { urn: resource.urn, account, region, inputs: inputsOf(resource) };
  try {
    const [one, other] = ["0", "f"].map((digit) => handler.id({ ...request, digest: digit.repeat(64) }));
    return one === other ? one : undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}
