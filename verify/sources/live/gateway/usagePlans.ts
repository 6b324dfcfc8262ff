import {
  APIGatewayClient,
  paginateGetApiKeys,
  paginateGetUsagePlanKeys,
  paginateGetUsagePlans,
  type ApiKey,
  type UsagePlan,
  type UsagePlanKey,
} from "@aws-sdk/client-api-gateway";
import { partitionOf } from "../../../../components/partitions";
import { types } from "../../../model/types";
import type { LiveResource, Reader, ReadContext } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { allOf, forEach, isOwn, regional } from "./liveResource";

/** The usage plans that admit to the topology's APIs, and their keys, never with a value: one call a plan. */
export const usagePlans: Reader = {
  permissions: gatewayRead,
  types: [types.usagePlan, types.usagePlanKey, types.apiKey],
  phase: 2,
  read: async (context) => {
    const client = context.client(APIGatewayClient);
    const apis = new Set(context.found(types.restApi).map(({ id }) => id));
    const [plans, keys] = await Promise.all([
      allOf(paginateGetUsagePlans({ client }, { limit: mostAPage }), ({ items }) => items),
      allOf(paginateGetApiKeys({ client }, { limit: mostAPage, includeValues: false }), ({ items }) => items),
    ]);
    const admitting = plans.filter(
      ({ tags, apiStages = [] }) =>
        isOwn(context, tags) || apiStages.some(({ apiId = "" }) => apis.has(apiId)),
    );
    const planKeys = await forEach(admitting, async ({ id: usagePlanId }) => {
      const pages = paginateGetUsagePlanKeys({ client }, { usagePlanId, limit: mostAPage });
      return (await allOf(pages, ({ items }) => items)).map((key) => planKeyOf(context, usagePlanId, key));
    });
    const admitted = new Set(planKeys.map(({ id }) => id));
    return [
      ...admitting.map((plan) => planOf(context, plan)),
      ...planKeys,
      ...keys
        .filter(({ id = "", tags }) => isOwn(context, tags) || admitted.has(id))
        .map((key) => keyOf(context, key)),
    ];
  },
};

function planOf(context: ReadContext, plan: UsagePlan): LiveResource {
  const { id = "", name, apiStages = [], quota, throttle } = plan;
  return regional(context, {
    type: types.usagePlan,
    id,
    tags: plan.tags ?? {},
    outputs: {
      name,
      apiStages: apiStages.map(({ apiId, stage }) => ({ apiId, stage })),
      quotaSettings: quota ?? null,
      throttleSettings: throttle ?? null,
      arn: gatewayArn(context, `usageplans/${id}`),
    },
  });
}

function planKeyOf(
  context: ReadContext,
  usagePlanId: string | undefined,
  { id = "", name, type }: UsagePlanKey,
): LiveResource {
  return regional(context, {
    type: types.usagePlanKey,
    id,
    outputs: { usagePlanId, keyId: id, keyType: type ?? "API_KEY", name },
  });
}

function keyOf(context: ReadContext, { id = "", name, description, enabled, tags }: ApiKey): LiveResource {
  return regional(context, {
    type: types.apiKey,
    id,
    tags: tags ?? {},
    outputs: { name, description, enabled: enabled ?? false, arn: gatewayArn(context, `apikeys/${id}`) },
  });
}

function gatewayArn({ region }: ReadContext, path: string): string {
  return `arn:${partitionOf(region).name}:apigateway:${region}::/${path}`;
}
