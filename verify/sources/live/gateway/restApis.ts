import { APIGatewayClient, paginateGetRestApis, type RestApi } from "@aws-sdk/client-api-gateway";
import { partitionOf } from "../../../../components/partitions";
import { types } from "../../../model/types";
import type { LiveResource, Reader, ReadContext } from "../types";
import { gatewayRead, mostAPage } from "./calls";
import { allOf, forEach, isOwn, regional } from "./liveResource";
import { methodsOf } from "./methods";
import { policyText } from "./policyText";

/** The topology's APIs with their policies, paths, methods and integrations: one list of all APIs, and one call each. */
export const restApis: Reader = {
  permissions: gatewayRead,
  types: [
    types.restApi,
    types.restApiPolicy,
    types.apiResource,
    types.method,
    types.methodResponse,
    types.integration,
    types.integrationResponse,
  ],
  phase: 1,
  read: async (context) => {
    const client = context.client(APIGatewayClient);
    const pages = paginateGetRestApis({ client }, { limit: mostAPage });
    const own = (await allOf(pages, ({ items }) => items)).filter(({ tags }) => isOwn(context, tags));
    return forEach(own, async (api) => [
      ...restApiOf(context, api),
      ...(await methodsOf(context, client, api.id ?? "")),
    ]);
  },
};

function restApiOf(context: ReadContext, api: RestApi): readonly LiveResource[] {
  const { account, region } = context;
  const { id = "", endpointConfiguration: endpoints } = api;
  const partition = partitionOf(region).name;
  const policy = policyText(api.policy);
  return [
    regional(context, {
      type: types.restApi,
      id,
      tags: api.tags ?? {},
      outputs: {
        name: api.name,
        description: api.description ?? "",
        apiKeySource: api.apiKeySource,
        disableExecuteApiEndpoint: api.disableExecuteApiEndpoint ?? false,
        endpointAccessMode: api.endpointAccessMode,
        securityPolicy: api.securityPolicy,
        endpointConfiguration: endpoints && {
          types: endpoints.types?.[0],
          ...(endpoints.ipAddressType && { ipAddressType: endpoints.ipAddressType }),
          vpcEndpointIds: endpoints.vpcEndpointIds ?? [],
        },
        rootResourceId: api.rootResourceId,
        arn: `arn:${partition}:apigateway:${region}::/restapis/${id}`,
        executionArn: `arn:${partition}:execute-api:${region}:${account}:${id}`,
        // The policy is a resource of its own, below.
      },
    }),
    ...(policy === undefined
      ? []
      : [regional(context, { type: types.restApiPolicy, id, outputs: { restApiId: id, policy } })]),
  ];
}
