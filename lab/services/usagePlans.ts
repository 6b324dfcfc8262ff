import type { Handler } from "../handler";
import { Refusal } from "../refusal";
import { blocks, regional, requiredText, tagged, text, unset } from "./fields";
import { gatewayArn, hash, nameOf, shortId } from "./names";
import { needed } from "./references";
import { types } from "./types";

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-file-format.html */
const shortestKey = 20;
const generatedKey = 40;

const apiKey: Handler = {
  type: types.apiKey,
  id: ({ digest }) => shortId(digest, 10),
  replaceOn: ["region", "value"],
  absent: ["createdDate", "lastUpdatedDate"],
  outputs: (request, world) => {
    const { id, account, region, inputs } = request;
    const value = text(inputs, "value") ?? shortId(hash("API key", account, region, id), generatedKey);
    if (value.length < shortestKey) {
      throw new Refusal("BadRequestException", `API Key value should be at least ${shortestKey} characters`);
    }
    if (world.others(request, types.apiKey, { value }).length > 0) {
      throw new Refusal("ConflictException", "API Key already exists");
    }
    return tagged(
      request,
      { ...unset("customerId"), description: "Managed by Pulumi", enabled: true },
      { arn: gatewayArn(request, `apikeys/${id}`), name: nameOf(request), value },
    );
  },
};

const usagePlan: Handler = {
  type: types.usagePlan,
  id: ({ digest }) => shortId(digest, 6),
  replaceOn: ["region"],
  absent: [],
  outputs: (request, world) => {
    for (const published of blocks(request.inputs, "apiStages")) {
      const [apiId, stage] = [requiredText(published, "apiId"), requiredText(published, "stage")];
      if (world.find(request, types.stage, `ags-${apiId}-${stage}`) !== undefined) continue;
      throw new Refusal("NotFoundException", `API Stage not found: ${apiId}:${stage}`);
    }
    return tagged(
      request,
      unset("apiStages", "description", "productCode", "quotaSettings", "throttleSettings"),
      { arn: gatewayArn(request, `usageplans/${request.id}`), name: nameOf(request) },
    );
  },
};

const usagePlanKey: Handler = {
  type: types.usagePlanKey,
  id: ({ inputs }) => requiredText(inputs, "keyId"),
  replaceOn: ["keyId", "keyType", "region", "usagePlanId"],
  absent: [],
  outputs: (request, world) => {
    needed(request, world, types.usagePlan, requiredText(request.inputs, "usagePlanId"));
    const key = needed(request, world, types.apiKey, requiredText(request.inputs, "keyId"));
    return regional(
      request,
      {},
      { name: requiredText(key.outputs, "name"), value: requiredText(key.outputs, "value") },
    );
  },
};

/** API keys and the usage plans that admit them. */
export const usagePlanHandlers: readonly Handler[] = [apiKey, usagePlan, usagePlanKey];
