import { addressOf } from "../model/addresses";
import type { Listener, LoadBalancer, Model, Target } from "../model/facts";
import { combine } from "./combine";
import { crossing } from "./crossing";
import { atEndpoint } from "./endpointDoor";
import { groupVerdict } from "./firewall";
import type { Holder, Holders } from "./holders";
import { fromSubnet, wayBack } from "./route";
import type { Demand, Hop, Reached } from "./types";
import { ended, hop, undecided } from "./verdicts";

/** From a load balancer's node on to its targets. */
export type Balance = (
  balancer: LoadBalancer,
  node: Holder,
  client: number,
  port: number,
  demand: Demand,
  hops: readonly Hop[],
) => Reached;

export function balanceOf(model: Model, holders: Holders): Balance {
  const balance: Balance = (balancer, node, client, port, demand, hops) => {
    const listener = balancer.listeners.find((candidate) => candidate.port === port);
    if (!balancer.listenersKnown || listener?.targetsKnown === false)
      return undecided("firewall", `what ${balancer.label} passes on, and where, is not known`, hops);
    if (listener === undefined) {
      return ended("firewall", "timeout", `${balancer.label} has no listener on port ${port}`, { hops });
    }
    const targets = listener.targets.map((target) =>
      toTarget(balancer, listener, node, client, target, demand),
    );
    const reachable = targets.filter((target) => target !== undefined);
    if (reachable.length === 0) {
      return ended(
        "firewall",
        "timeout",
        `${listener.label} of ${balancer.label} has no target to pass the call on to`,
        {
          hops,
          mend: "register the endpoint's addresses in its target group",
        },
      );
    }
    const combined = combine(reachable, demand);
    return { ...combined, hops: [...hops, ...combined.hops] };
  };

  const toTarget = (
    balancer: LoadBalancer,
    listener: Listener,
    node: Holder,
    client: number,
    target: Target,
    demand: Demand,
  ): Reached | undefined => {
    if (target.address === undefined) {
      return undecided(
        "firewall",
        `which address ${target.label} has, a target of ${listener.label}, is not known`,
      );
    }
    const way = fromSubnet(model, node.subnet, target.address);
    if (!way.passed) return way;
    const holder = holders.get(way.vpc.id)?.get(target.address);
    if (holder?.kind !== "endpoint") {
      return undecided(
        "firewall",
        `what ${addressOf(target.address)}, a target of ${listener.label}, is, is not known`,
      );
    }
    // Without cross-zone balancing a node passes calls on within its own zone only.
    const [there, here] = [holder.subnet.zone, node.subnet.zone];
    if (balancer.crossZone !== true && (there === undefined || here === undefined))
      return undecided("firewall", `whether ${balancer.label} and its target are in one zone is not known`);
    if (balancer.crossZone === undefined && there !== here)
      return undecided("firewall", `whether ${balancer.label} passes calls on across zones is not known`);
    if (balancer.crossZone === false && there !== here) return undefined;
    const from = listener.preservesClient ? client : node.at.address;
    const back = wayBack(holder.subnet, from, way.way, way.vpc);
    if (back !== undefined && !listener.preservesClient) return back;
    const outgoing =
      balancer.groups === undefined
        ? undecided("firewall", `the security groups of ${balancer.label} are not known`)
        : balancer.groups.length === 0
          ? { by: "" }
          : groupVerdict(balancer.groups, "egress", target.address, target.port, balancer.label);
    if (!("by" in outgoing)) return outgoing;
    const wall = crossing(node.subnet, from, holder, target.address, target.port, demand);
    if (!wall.passed) return wall;
    const passedOn = hop(
      "firewall",
      `${listener.label} of ${balancer.label} passes the call on to ${holder.owner.label}`,
    );
    const arrived = atEndpoint(holder.owner, from, target.port, [passedOn, ...wall.hops]);
    if (!arrived.passed || listener.protocol !== "TLS") return arrived;
    const shown = listener.certificateNames;
    return {
      ...arrived,
      arrivals: arrived.arrivals.map((arrival) => ({ ...arrival, endsTls: true, certificateNames: shown })),
    };
  };

  return balance;
}
