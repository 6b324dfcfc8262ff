import {
  paginateGetResources,
  type APIGatewayClient,
  type Integration,
  type IntegrationResponse,
  type Method,
  type MethodResponse,
  type Resource,
} from "@aws-sdk/client-api-gateway";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext } from "../types";
import { mostAPage } from "./calls";
import { allOf, regional, type Told } from "./liveResource";

/** All paths of an API with their methods, in one call a page. */
export async function methodsOf(
  context: ReadContext,
  client: APIGatewayClient,
  restApi: string,
): Promise<readonly LiveResource[]> {
  const pages = paginateGetResources(
    { client },
    { restApiId: restApi, limit: mostAPage, embed: ["methods"] },
  );
  const resources = await allOf(pages, ({ items }) => items);
  return resources.flatMap((each) =>
    [...pathOf(restApi, each), ...partsOf(restApi, each)].map((told) => regional(context, told)),
  );
}

/** The root is a part of the API. */
function pathOf(restApi: string, { id = "", parentId, pathPart, path }: Resource): readonly Told[] {
  return parentId === undefined
    ? []
    : [{ type: types.apiResource, id, outputs: { restApi, parentId, pathPart, path } }];
}

/** What a method and its parts are named by. */
interface Place {
  readonly restApi: string;
  readonly resourceId: string;
  readonly httpMethod: string;
}

function partsOf(restApi: string, { id: resourceId = "", resourceMethods = {} }: Resource): readonly Told[] {
  return Object.entries(resourceMethods).flatMap(([httpMethod, method]) => {
    const place = { restApi, resourceId, httpMethod };
    const { methodResponses = {}, methodIntegration } = method;
    return [
      part("agm", types.method, place, methodOutputs(method)),
      ...Object.entries(methodResponses).map(([statusCode, response]) =>
        part("agmr", types.methodResponse, place, responseOutputs(response), statusCode),
      ),
      ...(methodIntegration === undefined ? [] : integrationParts(place, methodIntegration)),
    ];
  });
}

function integrationParts(place: Place, integration: Integration): readonly Told[] {
  return [
    part("agi", types.integration, place, integrationOutputs(integration)),
    ...Object.entries(integration.integrationResponses ?? {}).map(([statusCode, response]) =>
      part("agir", types.integrationResponse, place, answerOutputs(response), statusCode),
    ),
  ];
}

/** The ids are those that the provider makes of the names. */
function part(prefix: string, type: string, place: Place, outputs: Mapping, statusCode?: string): Told {
  const { restApi, resourceId, httpMethod } = place;
  const status = statusCode === undefined ? [] : [statusCode];
  const id = [prefix, restApi, resourceId, httpMethod, ...status].join("-");
  return { type, id, outputs: { ...place, ...(statusCode !== undefined && { statusCode }), ...outputs } };
}

// null says that there is none.

function methodOutputs(method: Method): Mapping {
  return {
    authorization: method.authorizationType ?? "NONE",
    apiKeyRequired: method.apiKeyRequired ?? false,
    authorizerId: method.authorizerId ?? null,
    requestParameters: filled(method.requestParameters),
    requestValidatorId: method.requestValidatorId ?? null,
  };
}

function responseOutputs({ responseParameters, responseModels }: MethodResponse): Mapping {
  return { responseParameters: filled(responseParameters), responseModels: filled(responseModels) };
}

function integrationOutputs(integration: Integration): Mapping {
  return {
    type: integration.type,
    integrationHttpMethod: integration.httpMethod ?? null,
    uri: integration.uri ?? null,
    credentials: integration.credentials ?? null,
    requestTemplates: filled(integration.requestTemplates),
    requestParameters: filled(integration.requestParameters),
    passthroughBehavior: integration.passthroughBehavior,
    connectionType: integration.connectionType,
    connectionId: integration.connectionId ?? null,
    timeoutMilliseconds: integration.timeoutInMillis,
  };
}

function answerOutputs(answer: IntegrationResponse): Mapping {
  return {
    responseParameters: filled(answer.responseParameters),
    responseTemplates: filled(answer.responseTemplates),
    selectionPattern: answer.selectionPattern ?? null,
  };
}

/** Of a mapping without entries the provider keeps nothing. */
function filled(mapping: Mapping | undefined): Mapping | null {
  return mapping === undefined || Object.keys(mapping).length === 0 ? null : mapping;
}
