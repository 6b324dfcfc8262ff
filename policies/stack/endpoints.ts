import { parseServiceName } from "../../verify/model/serviceNames";
import type { Resource } from "./resources";

/** Whether an endpoint has network interfaces, rather than being a route. */
export function isPrivateLink({ properties }: Resource): boolean {
  return properties["vpcEndpointType"] === "Interface";
}

/** The label of AWS's service that an endpoint leads to, such as `execute-api`; undefined of anybody else's service. */
export function serviceOf({ properties: { serviceName } }: Resource): string | undefined {
  return typeof serviceName === "string" ? parseServiceName(serviceName)?.label : undefined;
}
