import { partitionOf } from "../components/partitions";

/** The URL forms of the guides that reach a private API through an endpoint. */
export const formNames = ["default", "alias", "endpoint-host", "endpoint-header"] as const;
export type FormName = (typeof formNames)[number];

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
 * Every form of a link's URL. Source: "Invoke a private API" of the API Gateway developer guide.
 */
export function urlForms(api: CalledApi): Readonly<Record<FormName, UrlForm>> {
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
