import { assumed, capacity } from "../assumptions";
import { carriedBy, subscriptionsWhere } from "../carried";
import type { Link } from "../../stacks/topology/types";
import { linkName } from "../charge";
import { requestsOfAll } from "../calls";
import { hours } from "../month";
import { listOf, settingOf, type CostedStack } from "../stack";
import type { ResourceState } from "../../lab/state";
import { notKnown, taken, type ResourceCharges, type Taken } from "./resource";

/**
 * A Network Load Balancer: by the hour, by capacity (the greater of what the bytes and what the connections take), and what
 * passes from zone to zone behind it.
 */
export const balancer: ResourceCharges = (resource, stack) => {
  const kind = settingOf(resource, "loadBalancerType") ?? "application";
  if (kind !== "network") {
    const reason = "only Network Load Balancers have a price here";
    return { charges: [], unknown: [notKnown(resource, stack, "load balancer", reason)] };
  }
  const { gb, connections } = passing(resource, stack);
  const units = Math.max(gb / capacity.gbPerHour, connections / (capacity.connectionsPerSecond * 3600));
  return taken(resource, stack, [
    { what: "load balancer hours", meter: "balancerHour", quantity: hours },
    { what: "load balancer capacity", meter: "balancerCapacity", quantity: units },
    ...acrossZones(resource, gb),
  ]);
};

function acrossZones(resource: ResourceState, gb: number): readonly Taken[] {
  const subnets = listOf(settingOf(resource, "subnets"));
  const zones = subnets.length > 0 ? subnets.length : listOf(settingOf(resource, "subnetMappings")).length;
  if (settingOf(resource, "enableCrossZoneLoadBalancing") !== true || zones < 2) return [];
  // Charged as it leaves a zone, and as it enters the other.
  return [{ what: "traffic between zones", meter: "zoneTransfer", quantity: 2 * gb * (1 - 1 / zones) }];
}

/** What a month brings to a load balancer: of a front, what its links carry; of a service, its subscriptions. */
function passing(resource: ResourceState, stack: CostedStack): { gb: number; connections: number } {
  const { topology, usage } = stack;
  const component = stack.componentOf(resource);
  if (component === undefined) return { gb: 0, connections: 0 };
  if (component.kind === "EndpointService") {
    const count = subscriptionsWhere(topology, (each) => each.to === component.name && each.accept).length;
    return { gb: count * usage.trafficGb, connections: count * usage.requests };
  }
  const names = new Set(carriedBy(component, topology, null));
  const links = topology.links.filter((link: Link) => names.has(linkName(link)));
  return { gb: links.length * usage.trafficGb, connections: requestsOfAll(stack, links) };
}

export const instance: ResourceCharges = (resource, stack) => {
  const type = settingOf(resource, "instanceType");
  const meter = typeof type === "string" ? instanceMeters[type] : undefined;
  const volume: Taken = { what: "instance volumes", meter: "volumeGp3", quantity: volumeGbOf(resource) };
  if (meter !== undefined)
    return taken(resource, stack, [{ what: "instance hours", meter, quantity: hours }, volume]);
  const reason = `instances of type ${String(type)} have no price here`;
  return {
    ...taken(resource, stack, [volume]),
    unknown: [notKnown(resource, stack, "instance hours", reason)],
  };
};

const instanceMeters: Readonly<Record<string, "instanceHourT4gNano">> = { "t4g.nano": "instanceHourT4gNano" };

function volumeGbOf(resource: ResourceState): number {
  const device = settingOf(resource, "rootBlockDevice");
  const size = (device as { readonly volumeSize?: unknown } | undefined)?.volumeSize;
  return typeof size === "number" ? size : assumed.volumeGb;
}
