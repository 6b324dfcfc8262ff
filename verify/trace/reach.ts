import { addressOf } from "../model/addresses";
import type { Model } from "../model/facts";
import { balanceOf } from "./balancer";
import { combine } from "./combine";
import { crossing, crossingOut } from "./crossing";
import { arriveAt } from "./doors";
import { httpsPort } from "./endpointDoor";
import { peerAt } from "./firewall";
import { holdersIn } from "./holders";
import { isPublished, privateLinkOf } from "./privateLink";
import { wayBack, wayIn, wayOut } from "./route";
import { toServiceIn } from "./serviceDoor";
import type { Demand, PublicService, Reached, Source } from "./types";
import { ended } from "./verdicts";

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
  /** To the public addresses of another service of AWS. */
  readonly toService: (source: Source, service: PublicService, port: number, demand: Demand) => Reached;
}

export function reachOf(model: Model): Reach {
  return { to: remembered(toAddressIn(model)), out: outIn(model), toService: toServiceIn(model) };
}

type ToAddress = (source: Source, address: number, port: number, demand: Demand) => Reached;

function toAddressIn(model: Model): ToAddress {
  const holders = holdersIn(model);
  const balance = balanceOf(model, holders);
  const overPrivateLink = privateLinkOf(model, balance);
  return (source, address, port, demand) => {
    const way = wayIn(model, source, address);
    if (!way.passed) return way;
    const holder = holders.get(way.vpc.id)?.get(address);
    if (holder === undefined) {
      return ended("route", "timeout", `nothing in ${way.vpc.label} has the address ${addressOf(address)}`, {
        hops: way.hops,
      });
    }
    const client = sourceAddress(source);
    const back = wayBack(holder.subnet, client, way.way, way.vpc);
    if (back !== undefined) return { ...back, hops: way.hops };
    const subnet = "subnetId" in source ? model.subnets.get(source.subnetId) : undefined;
    const wall = crossing({ subnet, peer: peerAt(client) }, holder, port, demand);
    if (!wall.passed) return { ...wall, hops: [...way.hops, ...wall.hops] };
    const hops = [...way.hops, ...wall.hops];
    const call = { client, port, demand, hops };
    if (holder.kind === "balancer")
      return balance({ balancer: holder.owner, node: holder, byPrivateLink: false, ...call });
    if (holder.kind === "endpoint" && isPublished(holder.owner))
      return overPrivateLink({ endpoint: holder.owner, at: holder, ...call });
    return arriveAt(holder, client, port, hops);
  };
}

function outIn(model: Model): Reach["out"] {
  return (source, port, demand) => {
    const way = wayOut(model, source);
    if (!way.passed) return way;
    if (port !== httpsPort) {
      return ended("firewall", "timeout", `API Gateway listens on ${httpsPort} alone`, { hops: way.hops });
    }
    const blocked = crossingOut(model, source, port, demand);
    return blocked === undefined
      ? { passed: true, hops: way.hops, arrivals: [{ kind: "public" }] }
      : { ...blocked, hops: way.hops };
  };
}

/** Every form of every API that an endpoint carries connects the same source to the same addresses. */
function remembered(toAddress: ToAddress): Reach["to"] {
  const known = new WeakMap<Source, WeakMap<object, Map<string, Reached>>>();
  return (source, addresses, port, demand) => {
    const ofSource = known.get(source) ?? new WeakMap<object, Map<string, Reached>>();
    known.set(source, ofSource);
    const ofAddresses = ofSource.get(addresses) ?? new Map<string, Reached>();
    ofSource.set(addresses, ofAddresses);
    const key = `${port} ${demand}`;
    const reached =
      ofAddresses.get(key) ??
      combine(
        addresses.map(({ address }) => toAddress(source, address, port, demand)),
        demand,
      );
    ofAddresses.set(key, reached);
    return reached;
  };
}

function sourceAddress(source: Source): number {
  return source.kind === "internet" ? 0 : source.address;
}
