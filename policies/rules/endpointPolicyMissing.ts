import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { hasUnknown, unknown } from "../../lab/state";
import type { Mapping } from "../../stacks/mapping";
import { opennessOf } from "../documents/fullAccess";
import { documentText } from "../documents/text";
import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import { isEndpointWithPolicy } from "../stack/endpointPolicies";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";
import { plainProperties } from "../unknowns";

/**
 * AWS gives an endpoint without a policy its own, which allows everything, and tells it as the endpoint's from then on. So what was
 * asked for counts, which a policy sees of each resource before it is made; only of what it has not seen so, the answer.
 */
export function endpointPolicyMissing(): ResourceValidationPolicy & StackValidationPolicy {
  const asked = new Map<string, Mapping>();
  const rule = stackRule(
    {
      name: "endpoint-policy-missing",
      description:
        "An endpoint of a service of AWS has a policy: without one, AWS allows everybody everything through it.",
      configSchema: {
        properties: {
          // Labels of services that take no endpoint policy, such as `iot.data`.
          servicesWithoutEndpointPolicies: { type: "array", items: { type: "string" } },
        },
      },
    },
    (resources, { servicesWithoutEndpointPolicies: listed = [] }) =>
      judged(resources, asked, new Set(listed as readonly string[])),
  );
  return {
    ...rule,
    validateResource: ({ type, urn, props }) => {
      if (type === types.endpoint || type === types.endpointPolicy) asked.set(urn, plainProperties(props));
    },
  };
}

type Asked = ReadonlyMap<string, Mapping>;

function judged(resources: StackResources, asked: Asked, exempt: ReadonlySet<string>): Found {
  const separate = resources.of(types.endpointPolicy).map((policy) => ({
    endpoint: resources.reference(policy, "vpcEndpointId", types.endpoint),
    gift: giftOf(policy, asked),
    where: policy.name,
  }));
  const unplaced = separate.flatMap(({ endpoint, gift, where }) =>
    endpoint === "unknown" && gift !== "none" ? [`${where}.vpcEndpointId`] : [],
  );
  return together(
    resources.of(types.endpoint).map((endpoint) => {
      const demand = isEndpointWithPolicy(endpoint, exempt);
      if (demand === false) return nothing;
      const own = separate.filter(
        (each) => typeof each.endpoint === "object" && each.endpoint.key === endpoint.urn,
      );
      const gifts = [giftOf(endpoint, asked), ...own.map(({ gift }) => gift)];
      if (gifts.includes("given")) return nothing;
      if (demand !== true) return notKnown(...demand);
      if (gifts.includes("unknown")) return notKnown(`${endpoint.name}.policy`);
      // One of the policies that nobody can place yet may be this endpoint's.
      return unplaced.length > 0 ? notKnown(...unplaced) : missing(endpoint);
    }),
  );
}

/** Whether a resource brings a policy. */
function giftOf({ urn, properties }: Resource, asked: Asked): "given" | "none" | "unknown" {
  const seen = asked.get(urn);
  const { policy } = seen ?? properties;
  if (policy === unknown) return "unknown";
  // Its parts are not known, yet it has some.
  if (hasUnknown(policy)) return "given";
  const document = documentText(policy);
  if (document === undefined) return "none";
  return seen === undefined && opennessOf(document).kind === "open" ? "none" : "given";
}

function missing(endpoint: Resource): Found {
  return violation(
    `${endpoint.name} has no policy, so AWS lets everybody do everything through it that its service can do, to every account's resources. ` +
      "Give it a policy that names the resources that are meant, inline or as aws.ec2.VpcEndpointPolicy.",
    endpoint,
  );
}
