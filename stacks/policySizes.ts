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
 * documents are written with stand-ins of the same length. A private domain's own policy says what its API's does, in fewer
 * characters.
 */
export function oversizedPolicies(plan: Plan, topology: Topology): readonly OversizedPolicy[] {
  const resource = Object.keys(plan.associations).map((of): OversizedPolicy => {
    const grants = plan.grants.filter((grant) => grant.api === of);
    const admissions = grants.map((grant, index) => ({ ...grant, endpointId: endpointId(index) }));
    const { stage = "" } = topology.apis[of] ?? {};
    const document = canonical(
      resourcePolicy(executionArn(of, topology), stage, admissions, domainArn(of, topology)),
    );
    return {
      kind: "resource",
      of,
      characters: document.length,
      limit: resourcePolicyLimit,
      grants: grants.length,
    };
  });
  const endpoint = plan.endpoints.map(({ network: of }): OversizedPolicy => {
    const granted = plan.grants
      .filter((grant) => grant.endpoint === of)
      .map(({ api }) => ({
        methods: stageMethods(executionArn(api, topology), topology.apis[api]?.stage ?? ""),
        domain: domainArn(api, topology) ?? [],
      }));
    const resources = granted.flatMap(({ methods, domain }) => [methods, domain].flat());
    const characters = canonical(endpointPolicy(resources)).length;
    return { kind: "endpoint", of, characters, limit: endpointPolicyLimit, grants: granted.length };
  });
  return [...resource, ...endpoint].filter(({ characters, limit }) => characters > limit);
}

function executionArn(name: string, topology: Topology): string {
  return `${ownerArn(name, topology)}:${"a".repeat(10)}`;
}

function domainArn(name: string, topology: Topology): string | undefined {
  const { domain } = topology.apis[name] ?? {};
  return domain && `${ownerArn(name, topology)}:/domainnames/${domain.name}+${"d".repeat(10)}`;
}

/** The beginning of every ARN of an API's account and region. */
function ownerArn(name: string, { apis, accounts }: Topology): string {
  const { account = "", region = "" } = apis[name] ?? {};
  return `arn:${partitionOf(region).name}:execute-api:${region}:${accounts[account]?.id ?? ""}`;
}

function endpointId(index: number): string {
  return `vpce-0${String(index).padStart(16, "0")}`;
}
