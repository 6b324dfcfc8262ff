import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import { publicationsOf } from "./documents";
import type { ApiStage, RestApi } from "./facts";
import { publicationIn } from "./publications";
import { accountIn, blocks, flag, labelOf, property, text, textOf, texts, type States } from "./reading";
import { types } from "./types";

const apiTypes = ["PRIVATE", "REGIONAL", "EDGE"] as const;

/** The REST APIs with their stages. */
export function apisIn(states: States): readonly RestApi[] {
  const stages = groupBy(states.of(types.stage), (state) => text(state, "restApi") ?? "");
  const policies = new Set(states.of(types.restApiPolicy).map((state) => text(state, "restApiId") ?? ""));
  const deployments = new Map(states.of(types.deployment).map((state) => [state.id ?? "", state]));
  const keys = admittedKeys(states);
  const documents = publicationsOf(states.all);
  return states.of(types.restApi).map((state): RestApi => {
    const { id = "" } = state;
    const [endpoints = {}] = blocks(property(state, "endpointConfiguration"));
    // The SDK declares one text, the provider's wire format has a list.
    const [written] = [endpoints["types"]].flat();
    const type = apiTypes.find((known) => known === written);
    const executionArn = text(state, "executionArn") ?? "";
    const place = { executionArn, isPrivate: type === "PRIVATE", current: documents(id) };
    return {
      id,
      label: labelOf(state),
      account: accountIn(executionArn),
      region: text(state, "region") ?? "",
      type,
      executionArn,
      associated: new Set(texts(endpoints["vpcEndpointIds"])),
      defaultEndpoint: flag(state, "disableExecuteApiEndpoint", false) !== true,
      strict:
        text(state, "endpointAccessMode") === "STRICT" &&
        text(state, "securityPolicy")?.startsWith("SecurityPolicy_") === true,
      stages: new Map(
        (stages.get(id) ?? []).map((stage) => {
          const name = text(stage, "stageName") ?? "";
          const deployment = deployments.get(text(stage, "deployment") ?? "");
          return [name, stageOf(stage, deployment, keys.get(`${id} ${name}`) ?? new Set(), place)];
        }),
      ),
      hasPolicy: policies.has(id) || text(state, "policy") !== undefined,
    };
  });
}

interface Place {
  readonly executionArn: string;
  readonly isPrivate: boolean;
  readonly current: { readonly definition: string; readonly policy: string };
}

function stageOf(
  stage: ResourceState,
  deployment: ResourceState | undefined,
  apiKeyIds: ReadonlySet<string>,
  { executionArn, isPrivate, current }: Place,
): ApiStage {
  const base = { name: text(stage, "stageName") ?? "", label: labelOf(stage), apiKeyIds };
  const triggers = deployment === undefined ? undefined : property(deployment, "triggers");
  const definition = isMapping(triggers) ? textOf(triggers["definition"]) : undefined;
  const policy =
    isMapping(triggers) && typeof triggers["policy"] === "string" ? triggers["policy"] : undefined;
  if (deployment === undefined || definition === undefined || policy === undefined) {
    return { ...base, published: undefined, refused: undefined, stale: [] };
  }
  const read = publicationIn({ definition, policy }, { label: labelOf(deployment), executionArn, isPrivate });
  return {
    ...base,
    ...read,
    stale: [
      ...(sameJson(policy, current.policy) ? [] : ["its resource policy"]),
      ...(sameJson(definition, current.definition) ? [] : ["its methods"]),
    ],
  };
}

/** By `API stage`, the keys that a usage plan admits. */
function admittedKeys(states: States): ReadonlyMap<string, ReadonlySet<string>> {
  const enabled = new Set(
    states
      .of(types.apiKey)
      .filter((key) => flag(key, "enabled", true) === true)
      .map(({ id = "" }) => id),
  );
  const byPlan = groupBy(states.of(types.usagePlanKey), (state) => text(state, "usagePlanId") ?? "");
  const admitted = new Map<string, Set<string>>();
  for (const plan of states.of(types.usagePlan)) {
    const ids = (byPlan.get(plan.id ?? "") ?? []).flatMap((key) => text(key, "keyId") ?? []);
    for (const stage of blocks(property(plan, "apiStages"))) {
      const place = `${textOf(stage["apiId"]) ?? ""} ${textOf(stage["stage"]) ?? ""}`;
      admitted.set(place, new Set([...(admitted.get(place) ?? []), ...ids.filter((id) => enabled.has(id))]));
    }
  }
  return admitted;
}

/** Whether two documents say the same, however their spaces and keys are set. */
function sameJson(one: string, other: string): boolean {
  return one === other || sorted(one) === sorted(other);
}

function sorted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      isMapping(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
    );
  } catch {
    return text;
  }
}
