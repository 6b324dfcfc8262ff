import { hasUnknown, unknown } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import { endpointBinding } from "../documents/endpointCondition";
import { documentText, readDocument } from "../documents/text";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";

/**
 * A private API answers nobody but through endpoints that its policy names. An API without any policy is not judged: AWS
 * deploys none, so nobody can call it.
 */
export const privateApiEndpoint = stackRule(
  {
    name: "private-api-endpoint-condition",
    description:
      "The policy of a private API admits calls through the endpoints or VPCs that it names (aws:SourceVpce, aws:SourceVpc, aws:SourceVpcArn), and no others.",
  },
  (resources) =>
    together([
      ...resources.of(types.restApi).flatMap((api) => [...inlinePolicies(api)]),
      ...resources.of(types.restApiPolicy).map((policy) => separatePolicy(resources, policy)),
    ]),
);

/** An API's own property, and its OpenAPI definition. */
function inlinePolicies(api: Resource): readonly Found[] {
  if (privacyOf(api) === "public") return [];
  return ["policy", "body"].map((property) => {
    const value = api.properties[property];
    const document = property === "body" ? policyInDefinition(value) : value;
    return judged(document, api, `${api.name}.${property}`, api);
  });
}

function separatePolicy(resources: StackResources, policy: Resource): Found {
  const api = resources.reference(policy, "restApiId", types.restApi);
  const where = `${policy.name}.policy`;
  if (api === "unknown") return notKnown(`${policy.name}.restApiId`);
  // Whether an API that is elsewhere is private, nothing here tells.
  if (api?.kind !== "here") return nothing;
  return privacyOf(api.resource) === "public"
    ? nothing
    : judged(policy.properties["policy"], policy, where, api.resource);
}

function policyInDefinition(body: unknown): unknown {
  if (body === unknown) return unknown;
  const definition = typeof body === "string" ? readDocument(body) : undefined;
  return isMapping(definition) ? definition["x-amazon-apigateway-policy"] : undefined;
}

function privacyOf({ properties }: Resource): "private" | "public" | "unknown" {
  const configuration = properties["endpointConfiguration"];
  if (configuration === unknown) return "unknown";
  const kinds = isMapping(configuration) ? configuration["types"] : undefined;
  if (hasUnknown(kinds)) return "unknown";
  return (Array.isArray(kinds) ? kinds : [kinds]).includes("PRIVATE") ? "private" : "public";
}

function judged(value: unknown, holder: Resource, where: string, api: Resource): Found {
  if (hasUnknown(value)) return notKnown(where);
  const document = documentText(value);
  if (document === undefined) return nothing;
  if (privacyOf(api) === "unknown") return notKnown(`${api.name}.endpointConfiguration`);
  const { executionArn } = api.properties;
  const isKnown = typeof executionArn === "string" && executionArn.startsWith("arn:");
  const binding = endpointBinding(document, isKnown ? executionArn : undefined);
  switch (binding.kind) {
    case "bound":
      return nothing;
    case "unsound":
      return violation(`${where}: AWS would refuse this policy: ${binding.problem}.`, holder);
    case "open":
      return violation(
        `${where}: ${binding.statement} admits callers through any endpoint of any account. ` +
          `Name the endpoints in it: "Condition": {"StringEquals": {"aws:SourceVpce": ["vpce-…"]}}; or deny all others: ` +
          `"Effect": "Deny", "Principal": "*", "Condition": {"StringNotEquals": {"aws:SourceVpce": ["vpce-…"]}}.`,
        holder,
      );
  }
}
