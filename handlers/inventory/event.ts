import type { InventoryRequest } from "./decide";

type Texts = Readonly<Record<string, string | undefined>> | null;

/**
 * What API Gateway hands to the function: the event of a REST API's Lambda proxy integration. `path` and
 * `pathParameters` are percent-encoded as they came, `queryStringParameters` are decoded, and a custom domain's base
 * path stands in `path` and not in `resource`.
 *
 * Source: "Input format of a Lambda function for proxy integration" of the API Gateway developer guide.
 */
export interface ProxyEvent {
  readonly httpMethod: string;
  readonly path: string;
  readonly resource?: string;
  readonly pathParameters?: Texts;
  readonly queryStringParameters?: Texts;
  readonly headers?: Texts;
  readonly requestContext?: { readonly requestId?: string };
}

const serverResource = "/srv/{srvid}";
const plainResources = ["/", "/srv"];
const resources = [...plainResources, serverResource];
const methods = ["GET", "OPTIONS"];

export function requestOf(event: ProxyEvent): InventoryRequest {
  return {
    method: event.httpMethod,
    path: pathOf(event),
    query: defined(event.queryStringParameters),
    origin: header(event.headers, "origin"),
  };
}

/** What a log may say of a call: its shape, and nothing that the caller chose. */
export function shapeOf({ httpMethod, resource, requestContext }: ProxyEvent) {
  return {
    requestId: requestContext?.requestId,
    method: methods.find((method) => method === httpMethod) ?? "other",
    resource: resources.find((known) => known === resource) ?? "other",
  };
}

function pathOf({ path, resource, pathParameters }: ProxyEvent): string {
  const id = pathParameters?.["srvid"];
  if (resource === serverResource && id !== undefined) return `/srv/${decoded(id)}`;
  return plainResources.find((known) => known === resource) ?? decoded(path);
}

function header(headers: Texts | undefined, name: string): string | undefined {
  return Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}

function defined(texts: Texts | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(texts ?? {});
  return Object.fromEntries(entries.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
}

/** A stray percent sign is what the caller wrote, so it is looked for as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
