import {
  canonical,
  endpointPolicy,
  endpointPolicyLimit,
  resourcePolicy,
  resourcePolicyLimit,
  stageMethods,
} from "../components/policyDocuments";
import { partitionOf } from "../components/partitions";
import type { Plan } from "./plan";
import type { Topology } from "./topology/types";

/** A policy that AWS would not take: whose, and why. */
export interface OversizedPolicy {
  readonly kind: "resource" | "endpoint";
  /** The API of a resource policy, the network of an endpoint policy. */
  readonly of: string;
  readonly characters: number;
  readonly limit: number;
  /** Endpoints of a resource policy, APIs of an endpoint policy. */
  readonly grants: number;
}

/**
 * The policies that would be too long. Their ids are not known before anything is created, but their lengths are, so the
 * documents are written with stand-ins of the same length.
 */
export function oversizedPolicies(plan: Plan, topology: Topology): readonly OversizedPolicy[] {
  const resource = Object.keys(plan.associations).map((of): OversizedPolicy => {
    const grants = plan.grants.filter((grant) => grant.api === of);
    const admissions = grants.map(({ ranges }, index) => ({ endpointId: endpointId(index), ranges }));
    const { stage = "" } = topology.apis[of] ?? {};
    const document = canonical(resourcePolicy(executionArn(of, topology), stage, admissions));
    return {
      kind: "resource",
      of,
      characters: document.length,
      limit: resourcePolicyLimit,
      grants: grants.length,
    };
  });
  const endpoint = plan.endpoints.map(({ network: of }): OversizedPolicy => {
    const methods = plan.grants
      .filter((grant) => grant.endpoint === of)
      .map(({ api }) => stageMethods(executionArn(api, topology), topology.apis[api]?.stage ?? ""));
    const characters = canonical(endpointPolicy(methods)).length;
    return { kind: "endpoint", of, characters, limit: endpointPolicyLimit, grants: methods.length };
  });
  return [...resource, ...endpoint].filter(({ characters, limit }) => characters > limit);
}

function executionArn(name: string, { apis, accounts }: Topology): string {
  const api = apis[name];
  if (api === undefined) return "";
  const accountId = accounts[api.account]?.id ?? "";
  return `arn:${partitionOf(api.region).name}:execute-api:${api.region}:${accountId}:${"a".repeat(10)}`;
}

function endpointId(index: number): string {
  return `vpce-0${String(index).padStart(16, "0")}`;
}
