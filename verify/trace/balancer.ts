import { addressOf } from "../model/addresses";
import type { Listener, LoadBalancer, Model, Subnet, Target } from "../model/facts";
import { combine } from "./combine";
import { crossing, groupsVerdict } from "./crossing";
import { arriveAt, doorOf, type Door } from "./doors";
import { peerAt } from "./firewall";
import { asPeer, type Holder, type Holders } from "./holders";
import { fromSubnet, wayBack } from "./route";
import type { Arrival, Demand, Ended, Hop, OtherArrival, Reached } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** A connection that a load balancer's node has taken. */
export interface Taken {
  readonly balancer: LoadBalancer;
  readonly node: Holder;
  /** The caller's address. */
  readonly client: number;
  /** Whether it came by PrivateLink, of which targets see the node's address only. Source: "Client IP preservation". */
  readonly byPrivateLink: boolean;
  readonly port: number;
  readonly demand: Demand;
  readonly hops: readonly Hop[];
}

/** From a load balancer's node on to its targets. */
export type Balance = (taken: Taken) => Reached;

export function balanceOf(model: Model, holders: Holders): Balance {
  const places: Places = { model, holders };
  return (taken) => {
    const { balancer, port, demand, hops } = taken;
    const listener = balancer.listeners.find((candidate) => candidate.port === port);
    if (!balancer.listenersKnown || listener?.targetsKnown === false)
      return undecided("firewall", `what ${balancer.label} passes on, and where, is not known`, hops);
    if (listener === undefined) {
      return ended("firewall", "timeout", `${balancer.label} has no listener on port ${port}`, { hops });
    }
    const targets = listener.targets.map((target) => toTarget(places, taken, listener, target));
    const reachable = targets.filter((target) => target !== undefined);
    if (reachable.length === 0) {
      return ended(
        "firewall",
        "timeout",
        `${listener.label} of ${balancer.label} has no target to pass the call on to`,
        { hops, mend: "register what it is in front of in its target group" },
      );
    }
    const combined = counted(combine(reachable, demand), reachable);
    return { ...combined, hops: [...hops, ...combined.hops] };
  };
}

/** Where targets are looked for. */
interface Places {
  readonly model: Model;
  readonly holders: Holders;
}

/** Undefined for a target that the node passes nothing on to. */
function toTarget(places: Places, taken: Taken, listener: Listener, target: Target): Reached | undefined {
  const { balancer, node, demand } = taken;
  const found = doorBehind(places, node, listener, target);
  if ("failure" in found) return found;
  const { door, way } = found;
  const isServed = servesZone(balancer, node.subnet, door.subnet);
  if (isServed === false) return undefined;
  if (isServed !== true) return isServed;
  const keepsClient = listener.preservesClient && !taken.byPrivateLink;
  const from = keepsClient ? taken.client : node.at.address;
  const back = keepsClient ? undefined : wayBack(door.subnet, from, way.way, way.vpc);
  if (back !== undefined) return back;
  const outgoing = groupsVerdict(balancer, "egress", asPeer(door), target.port);
  if (!("by" in outgoing)) return outgoing;
  // A rule that names the balancer's groups admits what they pass on, whichever address it shows.
  const peer = keepsClient ? peerAt(from, balancer.groups) : asPeer(node);
  const wall = crossing({ subnet: node.subnet, peer }, door, target.port, demand);
  if (!wall.passed) return wall;
  const says = `${listener.label} of ${balancer.label} passes the call on to ${door.owner.label}`;
  const arrived = arriveAt(door, from, target.port, [hop("firewall", says), ...wall.hops]);
  return arrived.passed && listener.protocol === "TLS"
    ? { ...arrived, arrivals: shownBy(listener, arrived.arrivals) }
    : arrived;
}

/** Who has a target's address, and the way there from the node. */
function doorBehind(
  { model, holders }: Places,
  node: Holder,
  listener: Listener,
  { label, address, instance }: Target,
): Ended | { readonly door: Door; readonly way: Extract<ReturnType<typeof fromSubnet>, { passed: true }> } {
  if (address === undefined) {
    return undecided("firewall", `which address ${label} has, a target of ${listener.label}, is not known`);
  }
  const way = fromSubnet(model, node.subnet, address);
  if (!way.passed) return way;
  const holder = holders.get(way.vpc.id)?.get(address);
  const door = holder && doorOf(holder);
  if (door === undefined || (instance !== undefined && door.owner !== instance)) {
    return undecided(
      "firewall",
      `what ${addressOf(address)}, a target of ${listener.label}, is, is not known`,
    );
  }
  return { door, way };
}

/** Without cross-zone balancing a node passes calls on within its own zone only. */
function servesZone({ label, crossZone }: LoadBalancer, node: Subnet, target: Subnet): boolean | Ended {
  if (crossZone === true) return true;
  if (node.zone === undefined || target.zone === undefined)
    return undecided("firewall", `whether ${label} and its target are in one zone is not known`);
  if (node.zone === target.zone) return true;
  return crossZone ?? undecided("firewall", `whether ${label} passes calls on across zones is not known`);
}

/** What a listener that ends TLS shows, whatever it passes calls on to. */
function shownBy(
  { certificateNames, coveredDomains }: Listener,
  arrivals: readonly (Arrival | OtherArrival)[],
): readonly (Arrival | OtherArrival)[] {
  const shown = { endsTls: true, certificateNames, coveredDomains };
  return arrivals.map((arrival) => ({ ...arrival, ...shown }));
}

/** Where other targets may answer, what is wrong with one of them is not the whole story. */
function counted(combined: Reached, targets: readonly Reached[]): Reached {
  if (combined.passed || combined.failure.outcome === "unknown") return combined;
  const silent = targets.filter((each) => !each.passed && each.failure.outcome !== "unknown").length;
  if (silent === targets.length) return combined;
  const some = silent === 1 ? "one" : String(silent);
  const verb = silent === 1 ? "does" : "do";
  const says = `${some} of ${targets.length} targets ${verb} not answer: ${combined.failure.says}`;
  return { ...combined, failure: { ...combined.failure, says } };
}
