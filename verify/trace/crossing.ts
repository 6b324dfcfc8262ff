import { addressOf } from "../model/addresses";
import type { Model, Subnet } from "../model/facts";
import { aclVerdict, groupVerdict } from "./firewall";
import type { Holder } from "./holders";
import type { Demand, Ended, Source, Verdict } from "./types";
import { hop, undecided } from "./verdicts";

/** The firewalls between two subnets, or between a network outside and a subnet, in both directions. */
export function crossing(
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

/** The network ACL between a source and public addresses; a source outside of every VPC has none. */
export function crossingOut(model: Model, source: Source, port: number, demand: Demand): Ended | undefined {
  const subnet = "subnetId" in source ? model.subnets.get(source.subnetId) : undefined;
  if (subnet === undefined) return undefined;
  return (
    aclVerdict(subnet.acl, "egress", undefined, port, demand) ??
    aclVerdict(subnet.acl, "ingress", undefined, undefined, demand)
  );
}
