import { compare } from "../../components/compare";
import { groupBy } from "../../components/groupBy";
import { types } from "../../lab/services/types";
import type { ResourceState } from "../../lab/state";
import { isMapping } from "../../stacks/mapping";

/** What a deployment publishes of an API, as its `triggers` keep it. */
export interface PublishedDocuments {
  /** Canonical JSON. */
  readonly definition: string;
  /** The resource policy; empty where there is none. */
  readonly policy: string;
}

/** A document of a publication, and the property that names the API, by the type of resource that goes into it. */
const parts: ReadonlyMap<string, readonly [document: keyof PublishedDocuments, api: string]> = new Map([
  [types.apiResource, ["definition", "restApi"]],
  [types.method, ["definition", "restApi"]],
  [types.methodResponse, ["definition", "restApi"]],
  [types.integration, ["definition", "restApi"]],
  [types.integrationResponse, ["definition", "restApi"]],
  [types.restApiPolicy, ["policy", "restApiId"]],
]);

/** The API that a resource is published with, and in which document; undefined of what no deployment publishes. */
export function publishedWith(
  resource: ResourceState,
): { readonly restApiId: string; readonly document: keyof PublishedDocuments } | undefined {
  const [document, property] = parts.get(resource.type) ?? [];
  if (document === undefined || property === undefined) return undefined;
  const restApiId = textIn(resource, property);
  return restApiId === undefined ? undefined : { restApiId, document };
}

/**
 * What a deployment of an API would publish, from the resources that there are: of a whole API, the very documents that
 * `PrivateApi.definition` and `CrossAccountPolicy.applied` tell.
 *
 * The definition is `{ "type": "PRIVATE", "resources": { PATH: [METHOD, …] } }`, with the paths that have methods, in order,
 * and METHOD is `{ httpMethod, apiKeyRequired, requestTemplate, statusCode, responseTemplate, headers }`, with `authorization`
 * where that is not NONE and `type` where the integration's is not MOCK. A method that is passed on to a function (`AWS_PROXY`)
 * is `{ httpMethod, apiKeyRequired, type, uri }`, since whatever it answers the function says; it has `integrationHttpMethod`
 * and `credentials` besides, where the one is not POST and the other is given. Any other method lacks
 * `requestTemplate` where it has no integration; it lacks `statusCode`, `responseTemplate` and `headers` where it has no
 * integration response; and where it has no method response (of that status code), it ends with `"methodResponse": false`.
 * A resource whose parent is not there is not there either, nor are its methods. `type` is empty without the API itself.
 *
 * @returns a function that takes the id of any API; one that is not there publishes nothing. It goes through the resources
 * once, however many APIs it is asked for.
 */
export function documentsOf(resources: readonly ResourceState[]): (restApiId: string) => PublishedDocuments {
  const apis = groupBy(ofType(resources, types.restApi), ({ id = "" }) => id);
  const published = groupBy(resources, (resource) => publishedWith(resource)?.restApiId ?? "");
  return (restApiId) => {
    const [api] = apis.get(restApiId) ?? [];
    const own = published.get(restApiId) ?? [];
    const [policy] = ofType(own, types.restApiPolicy);
    return {
      definition: definitionOf(api, own),
      // Once it is set, AWS's provider shows the separate policy among the API's outputs too.
      policy: policyIn(policy && propertyOf(policy, "policy")) ?? policyIn(api?.inputs["policy"]) ?? "",
    };
  };
}

function definitionOf(api: ResourceState | undefined, own: readonly ResourceState[]): string {
  const methods = groupBy(ofType(own, types.method), (method) => textIn(method, "resourceId") ?? "");
  const partsOfMethods = {
    integrations: groupBy(ofType(own, types.integration), methodKey),
    responses: groupBy(ofType(own, types.methodResponse), methodKey),
    answers: groupBy(ofType(own, types.integrationResponse), methodKey),
  };
  const resources = [...pathsOf(api, ofType(own, types.apiResource))]
    .sort(([, path], [, other]) => compare(path, other))
    .flatMap(([resourceId, path]) => {
      const entries = (methods.get(resourceId) ?? []).map((method) => entryOf(method, partsOfMethods));
      return entries.length === 0 ? [] : [[path, entries.sort(byHttpMethod)] as const];
    });
  return JSON.stringify({ type: accessOf(api), resources: Object.fromEntries(resources) });
}

/** The paths by resource id, from the API's root downwards. */
function pathsOf(
  api: ResourceState | undefined,
  resources: readonly ResourceState[],
): ReadonlyMap<string, string> {
  const rootId = api && textIn(api, "rootResourceId");
  const paths = new Map(rootId === undefined ? [] : [[rootId, "/"]]);
  const children = groupBy(resources, (resource) => textIn(resource, "parentId") ?? "");
  // A map goes on with what is added to it meanwhile.
  for (const parentId of paths.keys()) {
    for (const child of children.get(parentId) ?? []) {
      const path = textIn(child, "path");
      if (child.id !== undefined && path !== undefined && !paths.has(child.id)) paths.set(child.id, path);
    }
  }
  return paths;
}

/** The parts of an API's methods, by `methodKey`. */
type Parts = Readonly<
  Record<"integrations" | "responses" | "answers", ReadonlyMap<string, readonly ResourceState[]>>
>;

function entryOf(method: ResourceState, { integrations, responses, answers }: Parts) {
  const key = methodKey(method);
  const [integration] = integrations.get(key) ?? [];
  const request = {
    httpMethod: textIn(method, "httpMethod") ?? "",
    apiKeyRequired: propertyOf(method, "apiKeyRequired") === true,
    ...otherThan("authorization", "NONE", method),
  };
  if (integration !== undefined && textIn(integration, "type") === proxyType)
    return { ...request, ...proxyOf(integration) };
  const [answer] = [...(answers.get(key) ?? [])].sort(byStatusCode);
  const statusCode = answer && textIn(answer, "statusCode");
  const answered = (responses.get(key) ?? []).some(
    (response) => answer === undefined || textIn(response, "statusCode") === statusCode,
  );
  return {
    ...request,
    ...(integration && otherThan("type", "MOCK", integration)),
    ...(integration && { requestTemplate: templateIn(integration, "requestTemplates") }),
    ...(answer && {
      statusCode,
      responseTemplate: templateIn(answer, "responseTemplates"),
      headers: headersOf(answer),
    }),
    ...(!answered && { methodResponse: false }),
  };
}

/** The type of an integration that leaves the whole answer to a function. */
export const proxyType = "AWS_PROXY";

function proxyOf(integration: ResourceState) {
  return {
    type: proxyType,
    uri: textIn(integration, "uri") ?? "",
    ...otherThan("integrationHttpMethod", "POST", integration),
    ...otherThan("credentials", "", integration),
  };
}

/** A property that is not what the methods of `PrivateApi` have. */
function otherThan(key: string, usual: string, state: ResourceState): Readonly<Record<string, string>> {
  const value = textIn(state, key) ?? usual;
  return value === usual ? {} : { [key]: value };
}

const headerPrefix = "method.response.header.";

/** The headers in the order of components/restMethods.ts; Pulumi sorts them, so that a state does not tell it. */
function headersOf(answer: ResourceState): Readonly<Record<string, unknown>> {
  const given = propertyOf(answer, "responseParameters");
  const headers = Object.entries(isMapping(given) ? given : {})
    .filter(([parameter]) => parameter.startsWith(headerPrefix))
    .map(([parameter, value]) => [parameter.slice(headerPrefix.length), value] as const);
  const rank = ([header]: readonly [string, unknown]): number =>
    header === "Access-Control-Allow-Origin" ? 0 : 1;
  return Object.fromEntries(
    headers.sort((one, other) => rank(one) - rank(other) || compare(one[0], other[0])),
  );
}

function templateIn(state: ResourceState, key: string): string {
  const templates = propertyOf(state, key);
  const template = isMapping(templates) ? templates["application/json"] : undefined;
  return typeof template === "string" ? template : "";
}

function accessOf(api: ResourceState | undefined): string {
  const configuration = api && propertyOf(api, "endpointConfiguration");
  // The SDK declares one text, the provider's wire format has a list.
  const [type] = isMapping(configuration) ? [configuration["types"]].flat() : [];
  return typeof type === "string" ? type : "";
}

/** A policy may be given as text or as a structure. */
function policyIn(value: unknown): string | undefined {
  if (isMapping(value)) return JSON.stringify(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function methodKey(state: ResourceState): string {
  return `${textIn(state, "resourceId") ?? ""} ${textIn(state, "httpMethod") ?? ""}`;
}

interface HasMethod {
  readonly httpMethod: string;
}

function byHttpMethod(one: HasMethod, other: HasMethod): number {
  return compare(one.httpMethod, other.httpMethod);
}

function byStatusCode(one: ResourceState, other: ResourceState): number {
  return compare(textIn(one, "statusCode") ?? "", textIn(other, "statusCode") ?? "");
}

/** What the program asked for, or else what AWS answered. */
function propertyOf({ inputs, outputs }: ResourceState, key: string): unknown {
  return inputs[key] ?? outputs[key];
}

function textIn(state: ResourceState, key: string): string | undefined {
  const value = propertyOf(state, key);
  return typeof value === "string" ? value : undefined;
}

function ofType(resources: readonly ResourceState[], type: string): readonly ResourceState[] {
  return resources.filter((resource) => resource.type === type);
}
