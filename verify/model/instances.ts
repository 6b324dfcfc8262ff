import type { ResourceState } from "../../lab/state";
import { addressIn } from "./addresses";
import type { Instance, Interface, SecurityGroup, Subnet } from "./facts";
import { memberOf } from "./membership";
import { labelOf, property, text, type States } from "./reading";
import { types } from "./types";

/** The EC2 instances. */
export function instancesIn(
  states: States,
  subnets: ReadonlyMap<string, Subnet>,
  groups: ReadonlyMap<string, SecurityGroup>,
): readonly Instance[] {
  const defaultGroups = new Map(
    states.of(types.vpc).map((vpc) => [vpc.id ?? "", text(vpc, "defaultSecurityGroupId") ?? ""]),
  );
  return states.of(types.instance).map((state): Instance => {
    const at = interfaceOf(state, subnets);
    const vpcId = subnets.get(at?.subnetId ?? "")?.vpcId ?? "";
    return {
      id: state.id ?? "",
      label: labelOf(state),
      vpcId,
      at,
      groups: memberOf(property(state, "vpcSecurityGroupIds"), groups, [defaultGroups.get(vpcId) ?? ""]),
      notRunning: [text(state, "instanceState")].find((word) => word !== "running"),
    };
  });
}

function interfaceOf(state: ResourceState, subnets: ReadonlyMap<string, Subnet>): Interface | undefined {
  const subnetId = text(state, "subnetId") ?? "";
  const address = addressIn(text(state, "privateIp") ?? "");
  return address === undefined || !subnets.has(subnetId) ? undefined : { address, told: true, subnetId };
}
