import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { block, given, regional, requiredText, tagged, text, unset } from "./fields";
import { methodsOf } from "./methods";
import { arn, gatewayArn, shortId } from "./names";
import { inPlace, needed, refuseMissing } from "./references";
import { neededApi, policyOf } from "./restApi";
import { types } from "./types";

const badRequest = (message: string): Refusal => new Refusal("BadRequestException", message);

const deployment: Handler = {
  type: types.deployment,
  id: ({ digest }) => shortId(digest, 6),
  replaceOn: ["region", "restApi", "triggers", "variables"],
  absent: ["createdDate"],
  outputs: (request, world) => {
    checkPublishable(request, world);
    return regional(request, unset("description", "triggers", "variables"));
  },
  beforeDelete: refuseWhileUsed,
};

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html */
function checkPublishable(request: ResourceRequest, world: World): void {
  const api = neededApi(request, world);
  const type = text(block(api.outputs, "endpointConfiguration") ?? {}, "types");
  if (type === "PRIVATE" && policyOf(api, world) === undefined) {
    throw badRequest("Private REST API doesn't have a resource policy attached to it");
  }
  // An imported definition brings methods of its own.
  if (text(api.outputs, "body") !== undefined) return;
  const { count, bare } = methodsOf(request, world, api.id);
  if (count === 0) throw badRequest("The REST API doesn't contain any methods");
  if (bare.length > 0) throw badRequest("No integration defined for method");
}

const stage: Handler = {
  type: types.stage,
  id: ({ inputs }) => `ags-${requiredText(inputs, "restApi")}-${requiredText(inputs, "stageName")}`,
  replaceOn: ["region", "restApi", "stageName"],
  absent: [],
  outputs: (request, world) => {
    const { region, inputs } = request;
    const api = neededApi(request, world);
    const deploymentId = requiredText(inputs, "deployment");
    const published = needed(request, world, types.deployment, deploymentId);
    if (published.outputs["restApi"] !== api.id) refuseMissing(types.deployment, deploymentId, request);
    const logs = block(inputs, "accessLogSettings");
    if (logs !== undefined) checkLogs(request, world, logs);
    const path = `${api.id}/${requiredText(inputs, "stageName")}`;
    return tagged(
      request,
      {
        ...unset("accessLogSettings", "cacheClusterEnabled", "cacheClusterSize", "canarySettings"),
        ...unset("clientCertificateId", "description", "documentationVersion", "variables"),
        xrayTracingEnabled: false,
      },
      {
        arn: gatewayArn(request, `restapis/${api.id}/stages/${requiredText(inputs, "stageName")}`),
        executionArn: arn(request, "execute-api", path),
        invokeUrl: `https://${api.id}.execute-api.${region}.${partitionOf(region).dnsSuffix}/${requiredText(inputs, "stageName")}`,
        webAclArn: "",
      },
    );
  },
};

function checkLogs(request: ResourceRequest, world: World, logs: Properties): void {
  checkLogRole(request, world);
  const destination = requiredText(logs, "destinationArn");
  const [, , service, region, account] = destination.split(":");
  const own = region === request.region && account === request.account;
  if (!own || (service !== "logs" && service !== "firehose"))
    throw badRequest("Invalid ARN specified in the request");
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html */
function checkLogRole(request: ResourceRequest, world: World): void {
  const accounts = world.where(types.gatewayAccount, {}).filter(inPlace(request));
  if (accounts.some(({ outputs }) => text(outputs, "cloudwatchRoleArn") !== undefined)) return;
  throw badRequest("CloudWatch Logs role ARN must be set in account settings to enable logging");
}

const methodSettings: Handler = {
  type: types.methodSettings,
  id: ({ inputs }) =>
    ["restApi", "stageName", "methodPath"].map((key) => requiredText(inputs, key)).join("-"),
  replaceOn: ["methodPath", "region", "restApi", "stageName"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    const api = neededApi(request, world);
    needed(request, world, types.stage, `ags-${api.id}-${requiredText(inputs, "stageName")}`);
    const settings = given(block(inputs, "settings") ?? {});
    if ((text(settings, "loggingLevel") ?? "OFF") !== "OFF") checkLogRole(request, world);
    return regional(request, {}, { settings: { ...settingsByDefault, ...settings } });
  },
};

/** Source: https://docs.aws.amazon.com/apigateway/latest/api/API_MethodSetting.html */
const settingsByDefault: Properties = {
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  loggingLevel: "OFF",
  metricsEnabled: false,
  requireAuthorizationForCacheControl: true,
  throttlingBurstLimit: -1,
  throttlingRateLimit: -1,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** API Gateway's settings are one an account and region: the provider gives them all the same id. */
const account: Handler = {
  type: types.gatewayAccount,
  id: () => "api-gateway-account",
  replaceOn: ["region"],
  absent: [],
  outputs: (request) => {
    const role = text(request.inputs, "cloudwatchRoleArn");
    if (role !== undefined && role.split(":")[4] !== request.account) {
      throw badRequest("Cross-account pass role is not allowed");
    }
    return regional(
      request,
      { cloudwatchRoleArn: "" },
      {
        apiKeyVersion: "4",
        features: ["UsagePlans"],
        throttleSettings: [{ burstLimit: 5000, rateLimit: 10000 }],
      },
    );
  },
};

/** Deployments, the stages that publish them, and the account's settings for both. */
export const stageHandlers: readonly Handler[] = [deployment, stage, methodSettings, account];
