import type { CloudResource, Place } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { text } from "./fields";
import { needed } from "./references";
import { types } from "./types";

/** How a service words its refusals of a list of subnets. */
export interface SubnetMessages {
  readonly twiceInOneZone: (subnet: CloudResource) => string;
}

/**
 * The subnets that a network interface each is put into: in one VPC, and at most one a zone.
 *
 * @throws Refusal where one is unknown, in another VPC, or the second of its zone.
 */
export function subnetsOf(
  place: Place,
  world: World,
  vpcId: string,
  ids: readonly string[],
  messages: SubnetMessages,
): readonly CloudResource[] {
  const subnets = ids.map((id) => needed(place, world, types.subnet, id));
  const zones = new Set<string>();
  for (const subnet of subnets) {
    if (text(subnet.outputs, "vpcId") !== vpcId) {
      throw new Refusal("InvalidParameter", `Subnet ${subnet.id} does not belong to VPC ${vpcId}`);
    }
    // An adopted subnet's record may not know its zone.
    const zone = text(subnet.outputs, "availabilityZone") ?? subnet.id;
    if (zones.has(zone)) throw new Refusal("DuplicateSubnetsInSameZone", messages.twiceInOneZone(subnet));
    zones.add(zone);
  }
  return subnets;
}
