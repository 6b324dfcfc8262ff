import { addressOf } from "../model/addresses";
import type { Endpoint, Interface, Listener, LoadBalancer, Model, Subnet, Target } from "../model/facts";
import { aclVerdict, groupVerdict } from "./firewall";
import { fromSubnet, wayBack, wayIn, wayOut } from "./route";
import type { Arrival, Ended, Hop, OtherArrival, Reached, Source, Verdict } from "./types";
import { ended, hop, undecided } from "./verdicts";

type Demand = "every" | "any";

/** Connects a source to addresses. */
export interface Reach {
  /** To addresses within VPCs, through whatever stands there: to every one of them, or to any. */
  readonly to: (
    source: Source,
    addresses: readonly { readonly address: number }[],
    port: number,
    demand: Demand,
  ) => Reached;
  /** To API Gateway's public addresses. */
  readonly out: (source: Source, port: number, demand: Demand) => Reached;
}

/** What has an address. */
type Holder = { readonly at: Interface; readonly subnet: Subnet } & (
  | { readonly kind: "endpoint"; readonly owner: Endpoint }
  | { readonly kind: "balancer"; readonly owner: LoadBalancer }
);

/** API Gateway listens here and nowhere else. */
const httpsPort = 443;

export function reachOf(model: Model): Reach {
  const holders = holdersIn(model);

  const toOne = (source: Source, address: number, port: number, demand: Demand): Reached => {
    const way = wayIn(model, source, address);
    if (!way.passed) return way;
    const holder = holders.get(way.vpc.id)?.get(address);
    if (holder === undefined) {
      return ended("route", "timeout", `nothing in ${way.vpc.label} has the address ${addressOf(address)}`, {
        hops: way.hops,
      });
    }
    const from = sourceAddress(source);
    const back = wayBack(holder.subnet, from, way.way, way.vpc);
    if (back !== undefined) return { ...back, hops: way.hops };
    const sourceSubnet = "subnetId" in source ? model.subnets.get(source.subnetId) : undefined;
    const wall = firewalls(sourceSubnet, from, holder, address, port, demand);
    if (!wall.passed) return { ...wall, hops: [...way.hops, ...wall.hops] };
    const hops = [...way.hops, ...wall.hops];
    return holder.kind === "endpoint"
      ? atEndpoint(holder.owner, from, port, hops)
      : balance(holder.owner, holder, from, port, demand, hops);
  };

  /** From a load balancer's node on to its targets. */
  const balance = (
    balancer: LoadBalancer,
    node: Holder,
    client: number,
    port: number,
    demand: Demand,
    hops: readonly Hop[],
  ): Reached => {
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
    const wall = firewalls(node.subnet, from, holder, target.address, target.port, demand);
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

  const out = (source: Source, port: number, demand: Demand): Reached => {
    const way = wayOut(model, source);
    if (!way.passed) return way;
    if (port !== httpsPort) {
      return ended("firewall", "timeout", `API Gateway listens on ${httpsPort} alone`, { hops: way.hops });
    }
    const subnet = "subnetId" in source ? model.subnets.get(source.subnetId) : undefined;
    const blocked =
      subnet === undefined
        ? undefined
        : (aclVerdict(subnet.acl, "egress", undefined, port, demand) ??
          aclVerdict(subnet.acl, "ingress", undefined, undefined, demand));
    return blocked === undefined
      ? { ...way, arrivals: [{ kind: "public" }] }
      : { ...blocked, hops: way.hops };
  };

  // Every form of every API that an endpoint carries connects the same source to the same addresses.
  const known = new WeakMap<Source, WeakMap<object, Map<string, Reached>>>();
  const to: Reach["to"] = (source, addresses, port, demand) => {
    const ofSource = known.get(source) ?? new WeakMap<object, Map<string, Reached>>();
    known.set(source, ofSource);
    const ofAddresses = ofSource.get(addresses) ?? new Map<string, Reached>();
    ofSource.set(addresses, ofAddresses);
    const key = `${port} ${demand}`;
    const reached =
      ofAddresses.get(key) ??
      combine(
        addresses.map(({ address }) => toOne(source, address, port, demand)),
        demand,
      );
    ofAddresses.set(key, reached);
    return reached;
  };

  return { to, out };
}

/**
 * Several ways at once: whoever demands every one is stopped by the first that fails, and whoever is content with any gets
 * in by the first that does not.
 */
function combine(ways: readonly Reached[], demand: Demand): Reached {
  const failures = ways.filter((way) => !way.passed);
  // Whoever must be kept out may get in by the one that is not known; a link is broken by the one that is.
  const isTelling = ({ failure }: Ended): boolean => (failure.outcome === "unknown") === (demand === "any");
  const failed = failures.find(isTelling) ?? failures[0];
  const open = ways.filter((way) => way.passed);
  const [first] = open;
  if (first === undefined || (failed !== undefined && demand === "every")) {
    return failed ?? undecided("route", "there is no address to call");
  }
  const arrivals = new Map(open.flatMap((way) => way.arrivals).map((arrival) => [keyOf(arrival), arrival]));
  return { passed: true, hops: first.hops, arrivals: [...arrivals.values()] };
}

/** Arrivals that nothing behind them can tell apart. */
function keyOf(arrival: Arrival | OtherArrival): string {
  switch (arrival.kind) {
    case "public":
      return "";
    case "instance":
      return arrival.label;
    case "aws-service":
      return [arrival.service, arrival.region, arrival.endpoint?.id, arrival.sourceAddress].join(" ");
    case "endpoint":
      return `${arrival.endpoint.id} ${arrival.sourceAddress} ${arrival.certificateNames?.join() ?? ""}`;
  }
}

function atEndpoint(endpoint: Endpoint, from: number, port: number, hops: readonly Hop[]): Reached {
  if (endpoint.unavailable !== undefined) {
    return ended("route", "timeout", `${endpoint.label} is ${endpoint.unavailable}`, {
      hops,
      mend: "wait until the endpoint is available, or make it again",
    });
  }
  if (port !== httpsPort) {
    return ended("firewall", "timeout", `${endpoint.label} listens on ${httpsPort} alone`, { hops });
  }
  return { passed: true, hops, arrivals: [{ kind: "endpoint", endpoint, sourceAddress: from }] };
}

/** The firewalls between two subnets, or between a network outside and a subnet, in both directions. */
function firewalls(
  source: Subnet | undefined,
  from: number,
  { owner, subnet }: Holder,
  address: number,
  port: number,
  demand: Demand,
): Verdict {
  // Within a subnet no network ACL is asked.
  const crosses = source?.id !== subnet.id;
  const leaving =
    crosses && source !== undefined ? aclVerdict(source.acl, "egress", address, port, demand) : undefined;
  const entering = crosses ? aclVerdict(subnet.acl, "ingress", from, port, demand) : undefined;
  const stopped = leaving ?? entering;
  if (stopped !== undefined) return stopped;
  const group =
    owner.groups === undefined
      ? undecided("firewall", `the security groups of ${owner.label} are not known`)
      : owner.groups.length === 0
        ? { by: "no security group" }
        : groupVerdict(owner.groups, "ingress", from, port, owner.label);
  if (!("by" in group)) return group;
  const answering = crosses ? aclVerdict(subnet.acl, "egress", from, undefined, demand) : undefined;
  const returning =
    crosses && source !== undefined
      ? aclVerdict(source.acl, "ingress", address, undefined, demand)
      : undefined;
  const lost = answering ?? returning;
  return (
    lost ?? {
      passed: true,
      hops: [hop("firewall", `${group.by} admits ${addressOf(from)} to ${owner.label} on TCP ${port}`)],
    }
  );
}

/** Everybody who has an address in a VPC. */
function holdersIn(model: Model): ReadonlyMap<string, ReadonlyMap<number, Holder>> {
  const byVpc = new Map<string, Map<number, Holder>>();
  const add = (vpcId: string, holder: Holder): void => {
    const own = byVpc.get(vpcId) ?? new Map<number, Holder>();
    byVpc.set(vpcId, own.set(holder.at.address, holder));
  };
  for (const owner of model.endpoints.values()) {
    for (const at of owner.interfaces) {
      const subnet = model.subnets.get(at.subnetId);
      if (subnet !== undefined) add(owner.vpcId, { kind: "endpoint", owner, at, subnet });
    }
  }
  for (const owner of model.loadBalancers) {
    for (const at of owner.interfaces ?? []) {
      const subnet = model.subnets.get(at.subnetId);
      if (subnet !== undefined) add(subnet.vpcId, { kind: "balancer", owner, at, subnet });
    }
  }
  return byVpc;
}

function sourceAddress(source: Source): number {
  return source.kind === "internet" ? 0 : source.address;
}
