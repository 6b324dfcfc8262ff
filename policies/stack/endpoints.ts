import { unknown } from "../../lab/state";
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

/** What decides whether an endpoint is an interface endpoint, and of what, and is not known yet: `door.serviceName`. */
export function unknownOf({ name, properties }: Resource): string[] {
  const { vpcEndpointType } = properties;
  const deciding = ["vpcEndpointType", "serviceName"].filter((property) => properties[property] === unknown);
  return vpcEndpointType === "Interface" || vpcEndpointType === unknown
    ? deciding.map((property) => `${name}.${property}`)
    : [];
}
