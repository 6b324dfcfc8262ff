import { documentText } from "../documents/text";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import { isPrivateLink, serviceOf } from "../stack/endpoints";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";

/** AWS gives an endpoint without a policy one that allows everything. */
export const endpointPolicyMissing = stackRule(
  {
    name: "execute-api-endpoint-policy",
    description:
      "An execute-api endpoint has a policy: without one, AWS allows everybody everything through it.",
  },
  (resources) => {
    const policies = resources.of(types.endpointPolicy).map((policy) => ({
      policy,
      endpoint: resources.reference(policy, "vpcEndpointId", types.endpoint),
    }));
    const unknown = policies.flatMap(({ policy, endpoint }) =>
      endpoint === "unknown" ? [`${policy.name}.vpcEndpointId`] : [],
    );
    const given = new Set(
      policies.flatMap(({ policy, endpoint }) =>
        typeof endpoint === "object" && policy.properties["policy"] !== undefined ? [endpoint.key] : [],
      ),
    );
    return together(gatewayEndpoints(resources).map((endpoint) => judged(endpoint, given, unknown)));
  },
);

function gatewayEndpoints(resources: StackResources): readonly Resource[] {
  return resources
    .of(types.endpoint)
    .filter((endpoint) => isPrivateLink(endpoint) && serviceOf(endpoint) === "execute-api");
}

function judged(endpoint: Resource, given: ReadonlySet<string>, unknown: readonly string[]): Found {
  const { policy } = endpoint.properties;
  if (given.has(endpoint.urn) || documentText(policy) !== undefined) return nothing;
  // One of the policies that nobody can place yet may be this endpoint's.
  if (unknown.length > 0) return notKnown(...unknown);
  return violation(
    `${endpoint.name} has no policy, so AWS lets everybody call every API of every account through it. ` +
      "Give it a policy that names the APIs, inline or as aws.ec2.VpcEndpointPolicy.",
    endpoint,
  );
}
