import type { Model, Subnet } from "../model/facts";
import { aclVerdict, groupVerdict, type Peer } from "./firewall";
import { asPeer, type Holder } from "./holders";
import type { Demand, Ended, Source, Verdict } from "./types";
import { hop, undecided } from "./verdicts";

/** Who connects: the other side as firewalls see it, and its subnet where it has one in a VPC. */
export interface Origin {
  readonly subnet: Subnet | undefined;
  readonly peer: Peer;
}

/** The firewalls between two subnets, or between a network outside and a subnet, in both directions. */
export function crossing(
  { subnet: source, peer }: Origin,
  to: Holder,
  port: number,
  demand: Demand,
): Verdict {
  const { owner, subnet } = to;
  const own = asPeer(to).range;
  // Within a subnet no network ACL is asked.
  const crosses = source?.id !== subnet.id;
  const leaving =
    crosses && source !== undefined ? aclVerdict(source.acl, "egress", own, port, demand) : undefined;
  const entering = crosses ? aclVerdict(subnet.acl, "ingress", peer.range, port, demand) : undefined;
  const stopped = leaving ?? entering;
  if (stopped !== undefined) return stopped;
  const group = groupsVerdict(owner, "ingress", peer, port);
  if (!("by" in group)) return group;
  const answering = crosses ? aclVerdict(subnet.acl, "egress", peer.range, undefined, demand) : undefined;
  const returning =
    crosses && source !== undefined ? aclVerdict(source.acl, "ingress", own, undefined, demand) : undefined;
  const lost = answering ?? returning;
  return (
    lost ?? {
      passed: true,
      hops: [hop("firewall", `${group.by} admits ${peer.range.text} to ${owner.label} on TCP ${port}`)],
    }
  );
}

/** What the security groups of something say; without any it admits everybody. */
export function groupsVerdict(
  { label, groups }: Pick<Holder["owner"], "label" | "groups">,
  direction: "ingress" | "egress",
  peer: Peer,
  port: number,
): Ended | { readonly by: string } {
  if (groups === undefined) return undecided("firewall", `the security groups of ${label} are not known`);
  return groups.length === 0
    ? { by: "no security group" }
    : groupVerdict(groups, direction, peer, port, label);
}

/** The network ACL between a source and public addresses; a source outside of every VPC has none. */
export function crossingOut(model: Model, source: Source, port: number, demand: Demand): Ended | undefined {
  const subnet = "subnetId" in source ? model.subnets.get(source.subnetId) : undefined;
  if (subnet === undefined) return undefined;
  return (
    aclVerdict(subnet.acl, "egress", undefined, port, demand) ??
    aclVerdict(subnet.acl, "ingress", undefined, undefined, demand)
  );
}
