import type { ResourceState } from "../../lab/state";
import type { PolicyFact } from "./facts";
import { policyFact } from "./policies";
import { declared, isStray, isUnknown, labelOf, text, textOf, type States } from "./reading";
import { types } from "./types";

/** What an endpoint allows until it is told otherwise. Source: "Default endpoint policy" of the AWS PrivateLink guide. */
const fullAccess = JSON.stringify({
  Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
});

/** Tells the policy of an endpoint: that of the resource which sets it, else what the endpoint itself was made with. */
export function endpointPoliciesIn(states: States): (endpoint: ResourceState) => PolicyFact | undefined {
  const made = states.of(types.endpointPolicy);
  const policies = new Map(made.map((state) => [text(state, "vpcEndpointId") ?? "", state]));
  const isAnyStray = made.some((state) => isStray(state, "vpcEndpointId"));
  return (endpoint) => {
    const own = policies.get(endpoint.id ?? "");
    if (own !== undefined) return policyFact(labelOf(own), text(own, "policy"));
    const given = declared(endpoint, "policy");
    if (isAnyStray || isUnknown(given)) return undefined;
    return policyFact(labelOf(endpoint), textOf(given) ?? fullAccess);
  };
}
