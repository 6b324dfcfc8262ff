import { partitionOf } from "../../components/partitions";

/** A name of API Gateway's own that an API is called by. */
export interface ApiName {
  readonly restApiId: string;
  /** That of an alias; undefined in the default name. */
  readonly endpointId: string | undefined;
  readonly region: string;
}

/** Source: "Invoke a private API" of the API Gateway developer guide. */
const pattern = /^([a-z0-9]+)(?:-(vpce-[0-9a-z]+))?\.execute-api\.([a-z0-9-]+)\.(.+)$/;

/** Which API a host name names, in lower case; undefined for names of another kind. */
export function apiNameIn(host: string): ApiName | undefined {
  const [, restApiId, endpointId, region = "", suffix] = pattern.exec(host) ?? [];
  if (restApiId === undefined || suffix !== partitionOf(region).dnsSuffix) return undefined;
  return { restApiId, endpointId, region };
}
