/** One method of an API with a mock integration, in the terms of API Gateway. */
export interface RestMethod {
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

const mockRequest = JSON.stringify({ statusCode: 200 });

/**
 * The methods of the mock backend: ANY answers 200 with a small JSON body, and with CORS origins OPTIONS answers the
 * browser's preflight, which carries no API key.
 */
export function mockMethods(options: { apiKey: boolean; cors: readonly string[] }): readonly RestMethod[] {
  const answer: RestMethod = {
    httpMethod: "ANY",
    apiKeyRequired: options.apiKey,
    requestTemplate: mockRequest,
    statusCode: "200",
    responseTemplate:
      originTemplate(options.cors) + JSON.stringify({ message: "Hello from the mock backend" }),
    headers: originHeader(options.cors),
  };
  if (options.cors.length === 0) return [answer];
  const preflight: RestMethod = {
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
