import { groupBy } from "../../components/groupBy";
import type { GatewayAttachment, Peering } from "./facts";
import { isUnknown, labelOf, property, text, type States } from "./reading";
import { types } from "./types";

/** The peering connections between VPCs. */
export function peeringsIn(states: States): readonly Peering[] {
  const accepters = new Map(
    states
      .of(types.peeringAccepter)
      .map((state) => [text(state, "vpcPeeringConnectionId") ?? state.id ?? "", state] as const),
  );
  return states.of(types.peering).map((state): Peering => {
    const { id = "" } = state;
    const accepter = accepters.get(id);
    const accepted = [state, accepter].flatMap((side) =>
      side === undefined ? [] : [property(side, "autoAccept"), property(side, "acceptStatus")],
    );
    const isActive = accepted.some((value) => value === true || value === "active");
    return {
      id,
      label: labelOf(state),
      vpcIds: [text(state, "vpcId") ?? "", text(state, "peerVpcId") ?? ""],
      active: isActive ? true : accepted.some(isUnknown) ? undefined : false,
    };
  });
}

/** The attachments of virtual private and transit gateways, by gateway; under the empty text, where that is not known. */
export function attachmentsIn(states: States): ReadonlyMap<string, readonly GatewayAttachment[]> {
  const made = [
    ...states
      .of(types.vpnGatewayAttachment)
      .map((state) => ({ state, gatewayId: text(state, "vpnGatewayId") })),
    ...states
      .of(types.transitGatewayAttachment)
      .map((state) => ({ state, gatewayId: text(state, "transitGatewayId") })),
    ...states.of(types.vpnGateway).map((state) => ({ state, gatewayId: state.id })),
  ];
  const attachments = made.flatMap(({ state, gatewayId }) =>
    // A virtual private gateway stands alone where an attachment of its own follows, or none.
    property(state, "vpcId") === undefined
      ? []
      : [{ gatewayId, vpcId: text(state, "vpcId"), label: labelOf(state) }],
  );
  return groupBy(attachments, ({ gatewayId = "" }) => gatewayId);
}

/** VPC ids by internet gateway. */
export function internetGatewaysIn(states: States): ReadonlyMap<string, string> {
  return new Map([
    ...states.of(types.internetGateway).flatMap((state) => entryOf(state.id, text(state, "vpcId"))),
    ...states
      .of(types.internetGatewayAttachment)
      .flatMap((state) => entryOf(text(state, "internetGatewayId"), text(state, "vpcId"))),
  ]);
}

/** Subnet ids by NAT gateway. */
export function natGatewaysIn(states: States): ReadonlyMap<string, string> {
  return new Map(states.of(types.natGateway).flatMap((state) => entryOf(state.id, text(state, "subnetId"))));
}

function entryOf(key: string | undefined, value: string | undefined): (readonly [string, string])[] {
  return key === undefined || value === undefined ? [] : [[key, value]];
}
