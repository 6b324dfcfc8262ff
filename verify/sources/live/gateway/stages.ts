import {
  APIGatewayClient,
  GetStagesCommand,
  paginateGetDeployments,
  type Deployment,
  type MethodSetting,
  type Stage,
} from "@aws-sdk/client-api-gateway";
import { partitionOf } from "../../../../components/partitions";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import type { LiveResource, Reader, ReadContext } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { allOf, forEach, regional } from "./liveResource";

/** The stages of the topology's APIs, their settings and the deployments that they show: two calls an API. */
export const stages: Reader = {
  permissions: gatewayRead,
  types: [types.stage, types.methodSettings, types.deployment],
  phase: 2,
  read: (context) =>
    forEach(context.found(types.restApi), async ({ id: restApiId }) => {
      const client = context.client(APIGatewayClient);
      const [{ item = [] }, deployments] = await Promise.all([
        client.send(new GetStagesCommand({ restApiId })),
        allOf(paginateGetDeployments({ client }, { restApiId, limit: mostAPage }), ({ items }) => items),
      ]);
      const shown = new Set(item.map(({ deploymentId }) => deploymentId));
      return [
        ...item.flatMap((stage) => stageOf(context, restApiId, stage)),
        ...deployments
          .filter(({ id }) => shown.has(id))
          .map((deployment) => deploymentOf(context, restApiId, deployment)),
      ];
    }),
};

function stageOf(context: ReadContext, restApi: string, stage: Stage): readonly LiveResource[] {
  const { account, region } = context;
  const { stageName = "", accessLogSettings: logs, canarySettings: canary } = stage;
  const { name: partition, dnsSuffix } = partitionOf(region);
  const path = `${restApi}.execute-api.${region}.${dnsSuffix}/${stageName}`;
  return [
    regional(context, {
      type: types.stage,
      id: `ags-${restApi}-${stageName}`,
      tags: stage.tags ?? {},
      outputs: {
        restApi,
        stageName,
        deployment: stage.deploymentId,
        accessLogSettings:
          logs === undefined ? null : { destinationArn: logs.destinationArn, format: logs.format },
        canarySettings:
          canary === undefined
            ? null
            : { deploymentId: canary.deploymentId, percentTraffic: canary.percentTraffic ?? 0 },
        clientCertificateId: stage.clientCertificateId ?? null,
        webAclArn: stage.webAclArn ?? "",
        xrayTracingEnabled: stage.tracingEnabled ?? false,
        arn: `arn:${partition}:apigateway:${region}::/restapis/${restApi}/stages/${stageName}`,
        executionArn: `arn:${partition}:execute-api:${region}:${account}:${restApi}/${stageName}`,
        invokeUrl: `https://${path}`,
      },
    }),
    ...Object.entries(stage.methodSettings ?? {}).map(([methodPath, settings]) =>
      regional(context, {
        type: types.methodSettings,
        id: `${restApi}-${stageName}-${methodPath}`,
        outputs: { restApi, stageName, methodPath, settings: setIn(settings) },
      }),
    ),
  ];
}

/** Settings as they are where nobody has set them. Source: MethodSetting, Amazon API Gateway API Reference. */
const byDefault: Mapping = {
  cacheDataEncrypted: false,
  cacheTtlInSeconds: 300,
  cachingEnabled: false,
  dataTraceEnabled: false,
  loggingLevel: "OFF",
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

/** The settings that somebody has set; AWS's names of them are Pulumi's too. */
function setIn(settings: MethodSetting): Mapping {
  const entries = Object.entries(settings) as [string, unknown][];
  return Object.fromEntries(entries.filter(([name, value]) => value !== byDefault[name]));
}

/** What it published nobody tells but its description: see `withPublications`. */
function deploymentOf(
  context: ReadContext,
  restApi: string,
  { id = "", description = "" }: Deployment,
): LiveResource {
  return regional(context, { type: types.deployment, id, outputs: { restApi, description } });
}
