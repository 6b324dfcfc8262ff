import type { Instance } from "../model/facts";
import { atEndpoint } from "./endpointDoor";
import type { Holder } from "./holders";
import { isPublished } from "./privateLink";
import type { Hop, Reached } from "./types";
import { ended } from "./verdicts";

/** Where a connection ends: what answers, or what AWS's own services answer through. */
export type Door = Extract<Holder, { readonly kind: "endpoint" | "instance" }>;

/** Undefined for a load balancer, and for an endpoint of somebody's service: they lead further. */
export function doorOf(holder: Holder): Door | undefined {
  if (holder.kind === "instance") return holder;
  return holder.kind === "endpoint" && !isPublished(holder.owner) ? holder : undefined;
}

/**
 * At a door, once the firewalls let a call in.
 *
 * @param port That of the door itself.
 */
export function arriveAt(door: Door, from: number, port: number, hops: readonly Hop[]): Reached {
  return door.kind === "instance"
    ? atInstance(door.owner, port, hops)
    : atEndpoint(door.owner, from, port, hops);
}

function atInstance({ label, notRunning }: Instance, port: number, hops: readonly Hop[]): Reached {
  if (notRunning !== undefined)
    return ended("firewall", "timeout", `${label} is ${notRunning}`, { hops, mend: "start the instance" });
  return { passed: true, hops, arrivals: [{ kind: "instance", label, port }] };
}
