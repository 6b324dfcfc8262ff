import * as pulumi from "@pulumi/pulumi";
import { ApiLogRole, ApiStage, CrossAccountPolicy, PrivateApi, type ProxyBackend } from "../components";
import type { Domain } from "./domains";
import type { KeyIn } from "./encryptionKeys";
import { inventoryThrottle } from "./inventoryLimits";
import { isLogged } from "./logPlaces";
import { entryIn, entryOf, mapNamed, type Named } from "./named";
import type { Endpoint } from "./networks";
import { placeOf } from "./plan";
import { inAccount, type Stack } from "./stack";

/** An API as it was published. */
export interface PublishedApi {
  /** Known once the stage is there. */
  readonly restApiId: pulumi.Output<string>;
  /** The API key's value, a secret. */
  readonly apiKey: pulumi.Output<string> | undefined;
  readonly stage: pulumi.Resource;
}

/**
 * The APIs in their accounts, each in front of its backend, if it has one; then every policy on both sides; then the stages, since
 * an API is published only once its policy is in place.
 */
export function crossAccount(
  stack: Stack,
  endpoints: Named<Endpoint>,
  domains: Named<Domain>,
  backends: Named<ProxyBackend>,
  keyIn: KeyIn,
): Named<PublishedApi> {
  const logRoles = logRolesOf(stack);
  const apis = apisOf(stack, endpoints, backends);
  const policy = policyOf(stack, endpoints, apis, domains);
  return mapNamed(stack.topology.apis, (api, name) => {
    const { account, region, stage, apiKey, backend } = api;
    const { restApiId, definition } = entryOf(apis, name);
    const { id } = entryOf(stack.topology.accounts, account);
    const domain = entryIn(domains, name);
    const logRole = logRoles[placeOf(id, region)];
    const published = new ApiStage(
      name,
      {
        restApiId,
        definition,
        policy: entryOf(policy.applied, name),
        region,
        stage,
        apiKey,
        ...(backend === "inventory" && inventoryThrottle),
        ...(isLogged(stack.topology, api) ? { logKmsKeyArn: keyIn(account, region) } : { accessLogs: false }),
        ...(domain && { domain }),
        tags: stack.settings.tags,
      },
      // Nothing of the stage names the account's log role, yet AWS refuses access logs without it.
      { ...inAccount(stack, account), ...(logRole && { dependsOn: logRole }) },
    );
    const { invokeUrl, apiKey: key } = published;
    return {
      restApiId: pulumi.all([restApiId, invokeUrl]).apply(([id]) => id),
      apiKey: key,
      stage: published,
    };
  });
}

/** By the place that AWS keeps one role for. */
function logRolesOf(stack: Stack): Named<ApiLogRole> {
  return Object.fromEntries(
    stack.plan.logRoles.map(({ account, region, place }) => {
      const name = `${account}.${region}`;
      return [place, new ApiLogRole(name, { region, tags: stack.settings.tags }, inAccount(stack, account))];
    }),
  );
}

function apisOf(stack: Stack, endpoints: Named<Endpoint>, backends: Named<ProxyBackend>): Named<PrivateApi> {
  return mapNamed(stack.topology.apis, ({ account, region, access, apiKey, cors }, name) => {
    const endpointIds = entryOf(stack.plan.associations, name).map(
      (network) => entryOf(endpoints, network).endpointId,
    );
    const backend = entryIn(backends, name);
    const args = { region, access, endpointIds, apiKey, cors, tags: stack.settings.tags };
    return new PrivateApi(name, { ...args, ...(backend && { backend }) }, inAccount(stack, account));
  });
}

function policyOf(
  stack: Stack,
  endpoints: Named<Endpoint>,
  apis: Named<PrivateApi>,
  domains: Named<Domain>,
): CrossAccountPolicy {
  return new CrossAccountPolicy("policy", {
    apis: mapNamed(stack.topology.apis, ({ account, region, stage, access }, name) => {
      const { restApiId, executionArn } = entryOf(apis, name);
      const open = access === "regional";
      const domain = entryIn(domains, name);
      const known = { restApiId, executionArn, ...(domain && { domainArn: domain.executionArn }) };
      return { ...known, stage, region, open, ...inAccount(stack, account) };
    }),
    endpoints,
    grants: stack.plan.grants,
  });
}
