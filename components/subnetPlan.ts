import { parseCidr } from "cidr-tools";
import { stringifyIp } from "ip-bigint";

/** The subnets of a VPC, one of each kind a zone. */
export interface SubnetPlan {
  readonly isolated: readonly string[];
  readonly public: readonly string[];
}

/** A VPC is cut into at most this many equal slots: 8 zones, each with an isolated and a public subnet. */
const mostSlots = 16;

/** AWS allows subnets from /16 to /28. Source: Amazon VPC User Guide, "Subnet CIDR blocks". */
const smallestSubnet = 28;

/**
 * Where each subnet of a VPC lies. The first half of the slots is for isolated subnets, the second for public ones, and
 * a slot depends on nothing but the VPC's range: another zone moves no subnet that is there already (a moved
 * subnet is a replaced one).
 *
 * @param cidr The VPC's IPv4 range, /16 to /28.
 * @param zones How many zones.
 * @param withPublic Whether each zone has a public subnet, too.
 * @returns undefined where the range is too small for that many subnets.
 */
export function planSubnets(cidr: string, zones: number, withPublic: boolean): SubnetPlan | undefined {
  const { start, prefix } = parseCidr(cidr);
  const slots = Math.min(mostSlots, 2 ** (smallestSubnet - Number(prefix)));
  // The smallest VPC has one slot and no half to spare.
  const publicFrom = slots === 1 ? 1 : slots / 2;
  if (zones > publicFrom || (withPublic && publicFrom + zones > slots)) return undefined;
  const subnetPrefix = Number(prefix) + Math.log2(slots);
  const size = 2n ** BigInt(32 - subnetPrefix);
  const slot = (index: number): string =>
    `${stringifyIp({ number: start + BigInt(index) * size, version: 4 })}/${subnetPrefix}`;
  const from = (first: number): string[] => Array.from({ length: zones }, (_, zone) => slot(first + zone));
  return { isolated: from(0), public: withPublic ? from(publicFrom) : [] };
}
