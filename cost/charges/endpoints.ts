import { hours } from "../month";
import { listOf, settingOf, textOf } from "../stack";
import { notKnown, taken, type ResourceCharges } from "./resource";

/** Gateway endpoints are free. Source: "Gateway endpoints" of the AWS PrivateLink guide. */
const free = new Set(["Gateway"]);

/** An interface endpoint is charged by the hour and zone, whatever comes of its connection. */
export const endpoint: ResourceCharges = (resource, stack) => {
  // AWS's own default.
  const kind = textOf(resource, "vpcEndpointType") ?? "Gateway";
  if (free.has(kind)) return { charges: [], unknown: [] };
  const subnets = listOf(settingOf(resource, "subnetIds"));
  const zones = subnets.length > 0 ? subnets : listOf(settingOf(resource, "subnetConfigurations"));
  if (kind !== "Interface" || zones.length === 0) {
    const reason = kind === "Interface" ? "its zones are not known" : `a ${kind} endpoint has no price here`;
    return { charges: [], unknown: [notKnown(resource, stack, "endpoint hours", reason)] };
  }
  const region = stack.placeOf(resource).region;
  const hosted = textOf(resource, "serviceRegion") ?? region;
  return {
    ...taken(resource, stack, [
      { what: "endpoint hours", meter: "endpointHour", quantity: zones.length * hours },
    ]),
    unknown:
      hosted === region
        ? []
        : [
            notKnown(
              resource,
              stack,
              "service of another region",
              `AWS charges more for a service in ${hosted}`,
            ),
          ],
  };
};
