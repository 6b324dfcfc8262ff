import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { regional, requiredText, text, unset } from "./fields";
import { shortId } from "./names";
import { needed, refuseMissing } from "./references";
import { neededApi } from "./restApi";
import { types } from "./types";

const httpMethods = ["ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const authorizations = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];

/** Integration types, and whether one calls a backend and so needs its address and method. */
const integrationTypes: Readonly<Record<string, boolean>> = {
  MOCK: false,
  AWS: true,
  AWS_PROXY: true,
  HTTP: true,
  HTTP_PROXY: true,
};

/** The provider's ids of a method and its parts: prefix, API, resource, method and, for responses, status. */
function methodId(prefix: string, inputs: Properties, ...more: readonly string[]): string {
  return [
    prefix,
    ...["restApi", "resourceId", "httpMethod", ...more].map((key) => requiredText(inputs, key)),
  ].join("-");
}

/** The method, integration or response that a part belongs to. */
function neededPart(request: ResourceRequest, world: World, type: string, id: string): CloudResource {
  neededResource(request, world);
  return needed(request, world, type, id);
}

/** The path of the resource that the inputs name, the API's root included. */
function neededResource(request: ResourceRequest, world: World, property = "resourceId"): string {
  const api = neededApi(request, world);
  const id = requiredText(request.inputs, property);
  if (id === api.outputs["rootResourceId"]) return "/";
  const found = world.find(request, types.apiResource, id);
  if (found?.outputs["restApi"] !== api.id) refuseMissing(types.apiResource, id, request);
  return requiredText(found.outputs, "path");
}

const conflict = (message: string) => (): Refusal => new Refusal("ConflictException", message);

const resource: Handler = {
  type: types.apiResource,
  id: ({ digest }) => shortId(digest, 6),
  replaceOn: ["region", "restApi"],
  absent: [],
  outputs: (request, world) => {
    const parent = neededResource(request, world, "parentId");
    const pathPart = requiredText(request.inputs, "pathPart");
    const twin = conflict(`Another resource with the same parent already has this name: ${pathPart}`);
    const parentId = requiredText(request.inputs, "parentId");
    if (world.others(request, types.apiResource, { parentId, pathPart }).length > 0) throw twin();
    return regional(request, {}, { path: `${parent === "/" ? "" : parent}/${pathPart}` });
  },
};

const method: Handler = {
  type: types.method,
  id: ({ inputs }) => methodId("agm", inputs),
  replaceOn: ["httpMethod", "region", "resourceId", "restApi"],
  absent: [],
  outputs: (request, world) => {
    neededResource(request, world);
    oneOf(request, "httpMethod", httpMethods);
    oneOf(request, "authorization", authorizations);
    return regional(request, {
      ...unset("authorizationScopes", "authorizerId", "operationName"),
      ...unset("requestModels", "requestParameters", "requestValidatorId"),
      apiKeyRequired: false,
    });
  },
};

const methodResponse: Handler = {
  type: types.methodResponse,
  id: ({ inputs }) => methodId("agmr", inputs, "statusCode"),
  replaceOn: ["httpMethod", "region", "resourceId", "restApi", "statusCode"],
  absent: [],
  outputs: (request, world) => {
    neededPart(request, world, types.method, methodId("agm", request.inputs));
    return regional(request, unset("responseModels", "responseParameters"));
  },
};

const integration: Handler = {
  type: types.integration,
  id: ({ inputs }) => methodId("agi", inputs),
  replaceOn: [
    "credentials",
    "httpMethod",
    "integrationHttpMethod",
    "passthroughBehavior",
    "region",
    "resourceId",
    "restApi",
    "type",
  ],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    neededPart(request, world, types.method, methodId("agm", inputs));
    oneOf(request, "type", Object.keys(integrationTypes));
    if (integrationTypes[requiredText(inputs, "type")] === true) checkBackend(inputs);
    return regional(request, {
      ...unset(
        "cacheKeyParameters",
        "connectionId",
        "contentHandling",
        "credentials",
        "integrationHttpMethod",
      ),
      ...unset("integrationTarget", "requestParameters", "requestTemplates", "tlsConfig", "uri"),
      cacheNamespace: requiredText(inputs, "resourceId"),
      connectionType: "INTERNET",
      passthroughBehavior: "WHEN_NO_MATCH",
      responseTransferMode: "BUFFERED",
      timeoutMilliseconds: 29000,
    });
  },
};

const integrationResponse: Handler = {
  type: types.integrationResponse,
  id: ({ inputs }) => methodId("agir", inputs, "statusCode"),
  replaceOn: ["httpMethod", "region", "resourceId", "restApi", "statusCode"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    neededPart(request, world, types.integration, methodId("agi", inputs));
    needed(request, world, types.methodResponse, methodId("agmr", inputs, "statusCode"));
    return regional(
      request,
      unset("contentHandling", "responseParameters", "responseTemplates", "selectionPattern"),
    );
  },
};

function oneOf({ inputs }: ResourceRequest, property: string, allowed: readonly string[]): void {
  const value = requiredText(inputs, property);
  if (allowed.includes(value)) return;
  const message = `Invalid value '${value}' for ${property}: expected one of ${allowed.join(", ")}`;
  throw new Refusal("BadRequestException", message);
}

function checkBackend(inputs: Properties): void {
  if (text(inputs, "integrationHttpMethod") === undefined) {
    throw new Refusal("BadRequestException", "Enumeration value for HttpMethod must be non-empty");
  }
  const uri = text(inputs, "uri");
  if (uri === undefined) {
    throw new Refusal("BadRequestException", "Invalid HTTP endpoint specified for URI");
  }
  const problem = ofAws.includes(requiredText(inputs, "type")) ? actionProblem(inputs, uri) : undefined;
  if (problem !== undefined) throw new Refusal("BadRequestException", problem);
}

const ofAws = ["AWS", "AWS_PROXY"];

/**
 * What API Gateway finds wrong with the ARN of a service's action. Whether the function is there, it finds out when it is
 * called. Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
 */
function actionProblem(inputs: Properties, uri: string): string | undefined {
  const [, service = "", action = ""] = /^arn:aws[a-z-]*:[^:]+:[^:]*:([^:]*):(.*)$/.exec(uri) ?? [];
  if (action === "") return "Invalid ARN specified in the request";
  if (!/^(path|action)/.test(action)) return "AWS ARN for integration must contain path or action";
  const proxied = service === "lambda" && action.startsWith("path/2015-03-31/functions/");
  if (text(inputs, "type") !== "AWS_PROXY" || proxied) return undefined;
  return "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.";
}

/** The methods of an API that have no integration, and how many methods there are at all. */
export function methodsOf(
  place: Place,
  world: World,
  apiId: string,
): { readonly count: number; readonly bare: readonly CloudResource[] } {
  const methods = world.where(types.method, { restApi: apiId });
  const bare = methods.filter(
    ({ inputs }) => world.find(place, types.integration, methodId("agi", inputs)) === undefined,
  );
  return { count: methods.length, bare };
}

/** What an API consists of: paths, methods, integrations and their responses. */
export const methodHandlers: readonly Handler[] = [
  resource,
  method,
  methodResponse,
  integration,
  integrationResponse,
];
