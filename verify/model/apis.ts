import { groupBy } from "../../components/groupBy";
import { hasUnknown, unknown, type ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";
import { documentsOf, type PublishedDocuments } from "./documents";
import type { ApiStage, RestApi } from "./facts";
import { publicationIn } from "./publications";
import {
  accountIn,
  blocks,
  flag,
  isKnownList,
  isStray,
  isUnknown,
  labelOf,
  property,
  text,
  textOf,
  texts,
  type States,
} from "./reading";
import { types } from "./types";

const apiTypes = ["PRIVATE", "REGIONAL", "EDGE"] as const;

/** The REST APIs with their stages. */
export function apisIn(states: States): readonly RestApi[] {
  const stages = groupBy(states.of(types.stage), (state) => text(state, "restApi") ?? "");
  const strays = states.of(types.stage).filter((stage) => isStray(stage, "restApi"));
  const deployments = new Map(states.of(types.deployment).map((state) => [state.id ?? "", state]));
  const keys = admittedKeys(states);
  const throttles = throttlesIn(states);
  const documents = documentsOf(states.all);
  return states.of(types.restApi).map((state): RestApi => {
    const { id = "" } = state;
    const [endpoints = {}] = blocks(property(state, "endpointConfiguration"));
    // The SDK declares one text, the provider's wire format has a list.
    const [written] = [endpoints["types"]].flat();
    // AWS's default. Source: CreateRestApi, `endpointConfiguration`.
    const type =
      property(state, "endpointConfiguration") === undefined
        ? "EDGE"
        : apiTypes.find((known) => known === written);
    const own = (stages.get(id) ?? []).filter((stage) => !isStray(stage, "stageName"));
    const executionArn = text(state, "executionArn") ?? "";
    const place = { executionArn, isPrivate: type === "PRIVATE", current: documents(id) };
    return {
      id,
      label: labelOf(state),
      account: accountIn(executionArn),
      region: text(state, "region") ?? executionArn.split(":")[3] ?? "",
      type,
      executionArn,
      associated: new Set(texts(endpoints["vpcEndpointIds"])),
      associatedKnown: !isStray(state, "endpointConfiguration") && isKnownList(endpoints["vpcEndpointIds"]),
      defaultEndpoint: not(flag(state, "disableExecuteApiEndpoint", false)),
      strict: isStrict(state),
      stages: new Map(
        own.map((stage) => {
          const name = text(stage, "stageName") ?? "";
          const deployment = deployments.get(text(stage, "deployment") ?? "");
          return [
            name,
            stageOf(
              stage,
              deployment,
              { apiKeyIds: keys(`${id} ${name}`), throttled: throttles(`${id} ${name}`) },
              place,
            ),
          ];
        }),
      ),
      stagesKnown: strays.length === 0 && own.length === (stages.get(id) ?? []).length,
    };
  });
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function isStrict(state: ResourceState): boolean | undefined {
  const [mode, policy] = [property(state, "endpointAccessMode"), property(state, "securityPolicy")];
  const isMode = isUnknown(mode) ? undefined : mode === "STRICT";
  const isPolicy = isUnknown(policy) ? undefined : textOf(policy)?.startsWith("SecurityPolicy_") === true;
  return isMode === false || isPolicy === false ? false : isMode && isPolicy;
}

interface Place {
  readonly executionArn: string;
  readonly isPrivate: boolean;
  readonly current: PublishedDocuments;
}

function stageOf(
  stage: ResourceState,
  deployment: ResourceState | undefined,
  limits: Pick<ApiStage, "apiKeyIds" | "throttled">,
  { executionArn, isPrivate, current }: Place,
): ApiStage {
  const base = {
    name: text(stage, "stageName") ?? "",
    label: labelOf(stage),
    webAclArn: text(stage, "webAclArn"),
    ...limits,
  };
  const triggers = deployment === undefined ? undefined : property(deployment, "triggers");
  const definition = isMapping(triggers) ? textOf(triggers["definition"]) : undefined;
  const policy =
    isMapping(triggers) && typeof triggers["policy"] === "string" && !isUnknown(triggers["policy"])
      ? triggers["policy"]
      : undefined;
  if (deployment === undefined || definition === undefined || policy === undefined || hasCanary(stage)) {
    return { ...base, published: undefined, refused: undefined, stale: [] };
  }
  const read = publicationIn({ definition, policy }, { label: labelOf(deployment), executionArn, isPrivate });
  return {
    ...base,
    ...read,
    stale: [
      ...(hasChanged(policy, current.policy) ? ["its resource policy"] : []),
      ...(hasChanged(definition, current.definition) ? ["its methods"] : []),
    ],
  };
}

/** A part of the calls goes to another deployment then. */
function hasCanary(stage: ResourceState): boolean {
  const [canary] = blocks(property(stage, "canarySettings"));
  return canary !== undefined && canary["percentTraffic"] !== 0;
}

/** By `API stage`, whether its settings for all methods let no call pass: a rate or a burst of none. */
function throttlesIn(states: States): (place: string) => boolean | undefined {
  const limited = new Map(
    states
      .of(types.methodSettings)
      .filter((state) => (text(state, "methodPath") ?? "*/*") === "*/*")
      .map((state) => {
        const [settings = {}] = blocks(property(state, "settings"));
        const limits = [settings["throttlingRateLimit"], settings["throttlingBurstLimit"]];
        const place = `${text(state, "restApi") ?? ""} ${text(state, "stageName") ?? ""}`;
        return [place, limits.includes(0) ? true : limits.some(isUnknown) ? undefined : false] as const;
      }),
  );
  return (place) => (limited.has(place) ? limited.get(place) : false);
}

/** By `API stage`, the keys that a usage plan admits; undefined for all where a plan or a key does not tell. */
function admittedKeys(states: States): (place: string) => ApiStage["apiKeyIds"] {
  const isVague =
    states.of(types.apiKey).some((key) => isStray(key, "enabled")) ||
    states.of(types.usagePlanKey).some((key) => isStray(key, "usagePlanId", "keyId")) ||
    states.of(types.usagePlan).some((plan) => hasUnknown(property(plan, "apiStages")));
  if (isVague) return () => undefined;
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
  return (place) => admitted.get(place) ?? new Set();
}

/**
 * Whether a document says something else now than when it was published, however its spaces and keys are set. Of one that
 * holds what is not known that cannot be said.
 */
function hasChanged(published: string, current: string): boolean {
  return !current.includes(unknown) && published !== current && sorted(published) !== sorted(current);
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
