import type { ResourceState } from "../../lab/state";
import { addressIn } from "./addresses";
import type { Instance, Interface, SecurityGroup, Subnet } from "./facts";
import { defaultGroupsIn, memberOf } from "./membership";
import { isUnknown, labelOf, property, text, type States } from "./reading";
import { types } from "./types";

/**
 * The EC2 instances.
 *
 * @param adoptedVpcs Ids of those that nothing is read of: the ranges of their subnets are not known, so AWS alone knows which
 *   address an instance gets there, and any will do.
 */
export function instancesIn(
  states: States,
  subnets: ReadonlyMap<string, Subnet>,
  groups: ReadonlyMap<string, SecurityGroup>,
  adoptedVpcs: ReadonlySet<string>,
  placeholderIn: (subnet: Subnet) => number,
): readonly Instance[] {
  const defaultGroups = defaultGroupsIn(states);
  return states.of(types.instance).map((state): Instance => {
    const at = interfaceOf(state, subnets, adoptedVpcs, placeholderIn);
    const vpcId = subnets.get(at?.subnetId ?? "")?.vpcId ?? "";
    return {
      id: state.id ?? "",
      label: labelOf(state),
      vpcId,
      at,
      groups: memberOf(property(state, "vpcSecurityGroupIds"), groups, defaultGroups(vpcId)),
      notRunning: [text(state, "instanceState")].find((word) => word !== "running"),
    };
  });
}

function interfaceOf(
  state: ResourceState,
  subnets: ReadonlyMap<string, Subnet>,
  adoptedVpcs: ReadonlySet<string>,
  placeholderIn: (subnet: Subnet) => number,
): Interface | undefined {
  const subnetId = text(state, "subnetId") ?? "";
  const subnet = subnets.get(subnetId);
  if (subnet === undefined) return undefined;
  const address = addressIn(text(state, "privateIp") ?? "");
  if (address !== undefined) return { address, told: true, subnetId };
  const isAnybodysGuess = adoptedVpcs.has(subnet.vpcId) && !isUnknown(property(state, "privateIp"));
  return isAnybodysGuess ? { address: placeholderIn(subnet), told: false, subnetId } : undefined;
}
