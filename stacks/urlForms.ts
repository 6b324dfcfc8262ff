import { partitionOf } from "../components/partitions";

/** The URL forms of the guides that reach a private API through an endpoint. */
export type EndpointForm = "default" | "alias" | "endpoint-host" | "endpoint-header";

/** Those that reach it through a load balancer before the endpoint; the second by a client that checks no certificate. */
export type FrontForm = "nlb-header" | "nlb-header-insecure";

export type FormName = EndpointForm | FrontForm | "domain";

/** How a caller writes a request in one form. */
export interface UrlForm {
  readonly url: string;
  /** What the caller must send along, by header name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What the forms are made of. */
export interface CalledApi {
  readonly restApiId: string;
  readonly region: string;
  readonly stage: string;
  readonly endpointId: string;
  /** The endpoint's own public name. */
  readonly endpointDnsName: string;
}

/**
 * The forms that reach a link's API through its endpoint. Source: "Invoke a private API" of the API Gateway developer guide.
 */
export function urlForms(api: CalledApi): Readonly<Record<EndpointForm, UrlForm>> {
  const domain = `execute-api.${api.region}.${partitionOf(api.region).dnsSuffix}`;
  const host = `${api.restApiId}.${domain}`;
  const endpoint = `https://${api.endpointDnsName}/${api.stage}`;
  return {
    default: { url: `https://${host}/${api.stage}`, headers: {} },
    alias: { url: `https://${api.restApiId}-${api.endpointId}.${domain}/${api.stage}`, headers: {} },
    "endpoint-host": { url: endpoint, headers: { Host: host } },
    "endpoint-header": { url: endpoint, headers: { "x-apigw-api-id": api.restApiId } },
  };
}

/** The forms that reach an API through a load balancer, whose name tells the gateway nothing. */
export function frontForms(
  { restApiId, stage }: Pick<CalledApi, "restApiId" | "stage">,
  frontDnsName: string,
): Readonly<Record<FrontForm, UrlForm>> {
  const form = { url: `https://${frontDnsName}/${stage}`, headers: { "x-apigw-api-id": restApiId } };
  return { "nlb-header": form, "nlb-header-insecure": form };
}

/** @param basePath Where the API is mapped; empty, or AWS's `(none)`, at the root. */
export function domainForm(domainName: string, basePath = ""): UrlForm {
  return { url: `https://${domainName}/${basePath === "(none)" ? "" : basePath}`, headers: {} };
}
