import type * as pulumi from "@pulumi/pulumi";
import { ApiLogRole, ApiStage, CrossAccountPolicy, PrivateApi } from "../components";
import type { Endpoint, StackSettings } from "./networks";
import type { Plan } from "./plan";
import { providerOf, type Providers } from "./providers";
import type { Api, Topology } from "./topology/types";

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
export function crossAccount(
  plan: Plan,
  { apis, accounts, networks }: Topology,
  endpoints: Readonly<Record<string, Endpoint>>,
  providers: Providers,
  { tags }: StackSettings,
): Readonly<Record<string, PublishedApi>> {
  const logRoles = Object.fromEntries(
    plan.logRoles.map(({ account, region }) => [
      `${account}.${region}`,
      new ApiLogRole(`${account}.${region}`, { region, tags }, { provider: providerOf(providers, account) }),
    ]),
  );
  const made = mapEntries(apis, (name, { account, region, access, apiKey, cors }) => {
    const associated = (plan.associations[name] ?? []).flatMap(
      (network) => endpoints[network]?.endpointId ?? [],
    );
    const opts = { provider: providerOf(providers, account) };
    return new PrivateApi(name, { region, access, endpointIds: associated, apiKey, cors, tags }, opts);
  });
  const policy = new CrossAccountPolicy("policy", {
    apis: mapEntries(
      filterEntries(apis, ({ access }) => access === "private"),
      (name, { account, region, stage }) => ({
        restApiId: made[name]?.restApiId ?? "",
        executionArn: made[name]?.executionArn ?? "",
        stage,
        region,
        provider: providerOf(providers, account),
      }),
    ),
    endpoints: mapEntries(endpoints, (name, { endpointId, adopted }) => ({
      endpointId,
      adopted,
      region: networks[name]?.region ?? "",
      provider: providerOf(providers, networks[name]?.account ?? ""),
    })),
    grants: plan.grants,
  });
  return mapEntries(apis, (name, { account, region, stage, apiKey }) => {
    const [api, applied] = [made[name], policy.applied[name]];
    if (api === undefined) throw new RangeError(`no API "${name}"`);
    const logRole = logRoles[`${account}.${region}`];
    const published = new ApiStage(
      name,
      {
        restApiId: api.restApiId,
        definition: api.definition,
        ...(applied && { policy: applied }),
        region,
        stage,
        apiKey,
        accessLogs: accounts[account]?.apiLogs !== "off",
        tags,
      },
      // Nothing of the stage names the account's log role, yet AWS refuses access logs without it.
      { provider: providerOf(providers, account), ...(logRole && { dependsOn: logRole }) },
    );
    return { restApiId: api.restApiId, apiKey: published.apiKey };
  });
}

function mapEntries<From, To>(
  entries: Readonly<Record<string, From>>,
  map: (name: string, entry: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, map(name, entry)]));
}

function filterEntries(
  entries: Readonly<Record<string, Api>>,
  keep: (entry: Api) => boolean,
): Readonly<Record<string, Api>> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => keep(entry)));
}
