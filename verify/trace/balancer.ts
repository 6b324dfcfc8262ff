import { addressOf } from "../model/addresses";
import type { Listener, LoadBalancer, Model, Target } from "../model/facts";
import { combine } from "./combine";
import { crossing, groupsVerdict } from "./crossing";
import { arriveAt, doorOf, type Door } from "./doors";
import { peerAt } from "./firewall";
import { asPeer, type Holder, type Holders } from "./holders";
import { fromSubnet, wayBack } from "./route";
import type { Demand, Ended, Hop, Reached } from "./types";
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
  const balance: Balance = (taken) => {
    const { balancer, port, demand, hops } = taken;
    const listener = balancer.listeners.find((candidate) => candidate.port === port);
    if (!balancer.listenersKnown || listener?.targetsKnown === false)
      return undecided("firewall", `what ${balancer.label} passes on, and where, is not known`, hops);
    if (listener === undefined) {
      return ended("firewall", "timeout", `${balancer.label} has no listener on port ${port}`, { hops });
    }
    const targets = listener.targets.map((target) => toTarget(taken, listener, target));
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

  const toTarget = (taken: Taken, listener: Listener, target: Target): Reached | undefined => {
    const { balancer, node, demand } = taken;
    const found = behind(node, listener, target);
    if ("failure" in found) return found;
    const { door, way } = found;
    // Without cross-zone balancing a node passes calls on within its own zone only.
    const [there, here] = [door.subnet.zone, node.subnet.zone];
    if (balancer.crossZone !== true && (there === undefined || here === undefined))
      return undecided("firewall", `whether ${balancer.label} and its target are in one zone is not known`);
    if (balancer.crossZone === undefined && there !== here)
      return undecided("firewall", `whether ${balancer.label} passes calls on across zones is not known`);
    if (balancer.crossZone === false && there !== here) return undefined;
    const keepsClient = listener.preservesClient && !taken.byPrivateLink;
    const from = keepsClient ? taken.client : node.at.address;
    const back = wayBack(door.subnet, from, way.way, way.vpc);
    if (back !== undefined && !keepsClient) return back;
    const outgoing = groupsVerdict(balancer, "egress", asPeer(door), target.port);
    if (!("by" in outgoing)) return outgoing;
    // A rule that names the balancer's groups admits what they pass on, whichever address it shows.
    const peer = keepsClient ? peerAt(from, balancer.groups) : asPeer(node);
    const wall = crossing({ subnet: node.subnet, peer }, door, target.port, demand);
    if (!wall.passed) return wall;
    const passedOn = hop(
      "firewall",
      `${listener.label} of ${balancer.label} passes the call on to ${door.owner.label}`,
    );
    const arrived = arriveAt(door, from, target.port, [passedOn, ...wall.hops]);
    if (!arrived.passed || listener.protocol !== "TLS") return arrived;
    const { certificateNames, coveredDomains } = listener;
    const shown = { endsTls: true, certificateNames, coveredDomains };
    return { ...arrived, arrivals: arrived.arrivals.map((arrival) => ({ ...arrival, ...shown })) };
  };

  /** Who has a target's address, and the way there from the node. */
  const behind = (
    node: Holder,
    listener: Listener,
    { label, address, instance }: Target,
  ):
    | Ended
    | { readonly door: Door; readonly way: Extract<ReturnType<typeof fromSubnet>, { passed: true }> } => {
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
  };

  return balance;
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
