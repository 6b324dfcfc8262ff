/** One method of an API with a mock integration, in the terms of API Gateway. */
export interface MockMethod {
  readonly httpMethod: "ANY" | "OPTIONS";
  readonly apiKeyRequired: boolean;
  /** Velocity template of the request: it picks the answer. */
  readonly requestTemplate: string;
  readonly statusCode: "200";
  /** Velocity template of the answer's body. */
  readonly responseTemplate: string;
  /** Names of the headers that the answer carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One method of an API that passes calls on to a function as they are, in the terms of API Gateway. */
export interface ProxyMethod {
  readonly httpMethod: "GET" | "OPTIONS";
  readonly apiKeyRequired: boolean;
}

/** How a proxied method is published: the order of the keys is part of the definition. */
export interface PublishedProxy extends ProxyMethod {
  readonly type: "AWS_PROXY";
  /** What API Gateway calls the function by. */
  readonly uri: string;
}

/** Methods by path, as the definition of an API has them. */
export type PublishedMethods = Readonly<Record<string, readonly (MockMethod | PublishedProxy)[]>>;

/** The paths of an inventory, parents first, each with the name of its last part. */
export const inventoryPaths = [
  { path: "/", parent: undefined, pathPart: "" },
  { path: "/srv", parent: "/", pathPart: "srv" },
  { path: "/srv/{srvid}", parent: "/srv", pathPart: "{srvid}" },
] as const;

/**
 * The methods of each path of an inventory: GET, and with CORS origins OPTIONS, since the function itself answers the
 * browser's preflight, which carries no API key.
 */
export function inventoryMethods(options: {
  apiKey: boolean;
  cors: readonly string[];
}): readonly ProxyMethod[] {
  const answer: ProxyMethod = { httpMethod: "GET", apiKeyRequired: options.apiKey };
  return options.cors.length === 0 ? [answer] : [answer, { httpMethod: "OPTIONS", apiKeyRequired: false }];
}

/** A proxied method as the definition has it. */
export function publishedProxy({ httpMethod, apiKeyRequired }: ProxyMethod, uri: string): PublishedProxy {
  return { httpMethod, apiKeyRequired, type: "AWS_PROXY", uri };
}

const mockRequest = JSON.stringify({ statusCode: 200 });

/**
 * The methods of the mock backend: ANY answers 200 with a small JSON body, and with CORS origins OPTIONS answers the
 * browser's preflight, which carries no API key.
 */
export function mockMethods(options: { apiKey: boolean; cors: readonly string[] }): readonly MockMethod[] {
  const answer: MockMethod = {
    httpMethod: "ANY",
    apiKeyRequired: options.apiKey,
    requestTemplate: mockRequest,
    statusCode: "200",
    responseTemplate:
      originTemplate(options.cors) + JSON.stringify({ message: "Hello from the mock backend" }),
    headers: originHeader(options.cors),
  };
  if (options.cors.length === 0) return [answer];
  const preflight: MockMethod = {
    httpMethod: "OPTIONS",
    apiKeyRequired: false,
    requestTemplate: mockRequest,
    statusCode: "200",
    responseTemplate: originTemplate(options.cors),
    headers: {
      ...originHeader(options.cors),
      "Access-Control-Allow-Headers": "'authorization,content-type,x-api-key'",
      "Access-Control-Allow-Methods": "'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT'",
    },
  };
  return [answer, preflight];
}

/** A header has one value: a single origin is written into it, several are answered by `originTemplate`. */
function originHeader(origins: readonly string[]): Readonly<Record<string, string>> {
  const [only] = origins;
  return origins.length === 1 && only !== undefined ? { "Access-Control-Allow-Origin": `'${only}'` } : {};
}

/**
 * Gives the caller's own origin back where it is one of several allowed ones. Source: "Override your API's request and
 * response parameters and status codes" of the API Gateway developer guide.
 */
function originTemplate(origins: readonly string[]): string {
  if (origins.length < 2) return "";
  return [
    `#set($origins = ${JSON.stringify(origins)})`,
    `#set($origin = $input.params("Origin"))`,
    // HTTP/2 sends header names in lower case.
    `#if($origin == "")#set($origin = $input.params("origin"))#end`,
    `#if($origins.contains($origin))`,
    `#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)`,
    `#set($context.responseOverride.header.Vary = "Origin")`,
    `#end`,
    ``,
  ].join("\n");
}
