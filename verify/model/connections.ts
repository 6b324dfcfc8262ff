import { groupBy } from "../../components/groupBy";
import type { ResourceState } from "../../lab/state";
import type { GatewayAttachment, Peering } from "./facts";
import { flag, isUnknown, labelOf, property, text, textOf, type States } from "./reading";
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
    const own = isActive(state);
    return {
      id,
      label: labelOf(state),
      vpcIds: [text(state, "vpcId") ?? "", text(state, "peerVpcId") ?? ""],
      // The requester's record may be from before it was accepted, and is never from before it was over.
      active: accepter === undefined ? own : isOver(state) ? false : isActive(accepter),
    };
  });
}

/** What one side knows of the connection: its status, or else whether it is accepted of itself. */
function isActive(side: ResourceState): boolean | undefined {
  const status = property(side, "acceptStatus");
  if (isUnknown(status)) return undefined;
  return textOf(status) === undefined ? flag(side, "autoAccept", false) : status === "active";
}

/** Statuses that no connection comes back from. Source: "VPC peering connection lifecycle". */
const over = ["rejected", "failed", "expired", "deleting", "deleted"];

function isOver(side: ResourceState): boolean {
  return over.includes(text(side, "acceptStatus") ?? "");
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
