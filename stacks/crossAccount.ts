import type * as pulumi from "@pulumi/pulumi";
import { ApiLogRole, ApiStage, CrossAccountPolicy, PrivateApi } from "../components";
import { entryOf, filterNamed, mapNamed, type Named } from "./named";
import type { Endpoint } from "./networks";
import { inAccount, type Stack } from "./stack";

/** An API as it was published. */
export interface PublishedApi {
  readonly restApiId: pulumi.Output<string>;
  /** The API key's value, a secret. */
  readonly apiKey: pulumi.Output<string> | undefined;
}

/**
 * The APIs in their accounts, every policy on both sides, and then the stages: an API is published only once its policy
 * is in place.
 */
export function crossAccount(stack: Stack, endpoints: Named<Endpoint>): Named<PublishedApi> {
  const logRoles = logRolesOf(stack);
  const apis = apisOf(stack, endpoints);
  const policy = policyOf(stack, endpoints, apis);
  return mapNamed(stack.topology.apis, ({ account, region, stage, apiKey }, name) => {
    const { restApiId, definition } = entryOf(apis, name);
    const applied = policy.applied[name];
    const logRole = logRoles[`${account}.${region}`];
    const accessLogs = entryOf(stack.topology.accounts, account).apiLogs !== "off";
    const published = new ApiStage(
      name,
      {
        restApiId,
        definition,
        ...(applied && { policy: applied }),
        region,
        stage,
        apiKey,
        accessLogs,
        tags: stack.settings.tags,
      },
      // Nothing of the stage names the account's log role, yet AWS refuses access logs without it.
      { ...inAccount(stack, account), ...(logRole && { dependsOn: logRole }) },
    );
    return { restApiId, apiKey: published.apiKey };
  });
}

/** By `account.region`. */
function logRolesOf(stack: Stack): Named<ApiLogRole> {
  return Object.fromEntries(
    stack.plan.logRoles.map(({ account, region }) => {
      const name = `${account}.${region}`;
      return [name, new ApiLogRole(name, { region, tags: stack.settings.tags }, inAccount(stack, account))];
    }),
  );
}

function apisOf(stack: Stack, endpoints: Named<Endpoint>): Named<PrivateApi> {
  return mapNamed(stack.topology.apis, ({ account, region, access, apiKey, cors }, name) => {
    const endpointIds = entryOf(stack.plan.associations, name).map(
      (network) => entryOf(endpoints, network).endpointId,
    );
    const args = { region, access, endpointIds, apiKey, cors, tags: stack.settings.tags };
    return new PrivateApi(name, args, inAccount(stack, account));
  });
}

/** A regional API is open to the internet and has no policy here. */
function policyOf(stack: Stack, endpoints: Named<Endpoint>, apis: Named<PrivateApi>): CrossAccountPolicy {
  const guarded = filterNamed(stack.topology.apis, ({ access }) => access === "private");
  return new CrossAccountPolicy("policy", {
    apis: mapNamed(guarded, ({ account, region, stage }, name) => {
      const { restApiId, executionArn } = entryOf(apis, name);
      return { restApiId, executionArn, stage, region, ...inAccount(stack, account) };
    }),
    endpoints,
    grants: stack.plan.grants,
  });
}
