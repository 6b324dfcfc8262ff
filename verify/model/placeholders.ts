import type { Subnet } from "./facts";
import { addressIn } from "./addresses";
import { blocks, property, text, textOf, type States } from "./reading";
import { types } from "./types";

/** The first four addresses of a subnet are AWS's own. Source: "Subnet sizing" of the Amazon VPC User Guide. */
const firstUsable = 4;

/**
 * Gives each interface without a known address one that nothing else has, in any VPC: networks may have the same range,
 * and two of them would else be taken for each other.
 */
export function placeholdersIn(states: States): (subnet: Subnet) => number {
  const taken = new Set(toldIn(states).flatMap((address) => addressIn(address ?? "") ?? []));
  return ({ range }) => {
    let address = range.first + firstUsable;
    while (taken.has(address)) address += 1;
    taken.add(address);
    return address;
  };
}

/** Every address that AWS has told. */
function toldIn(states: States): readonly (string | undefined)[] {
  return [
    ...states
      .of(types.endpoint)
      .flatMap((state) => blocks(property(state, "subnetConfigurations")).map(({ ipv4 }) => textOf(ipv4))),
    ...states
      .of(types.loadBalancer)
      .flatMap((state) =>
        blocks(property(state, "subnetMappings")).map(({ privateIpv4Address }) => textOf(privateIpv4Address)),
      ),
    ...states.of(types.instance).map((state) => text(state, "privateIp")),
  ];
}
