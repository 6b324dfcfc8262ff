import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Place, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { block, flag, regional, requiredText, tagged, text } from "./fields";
import { ec2Id } from "./names";
import { overlap } from "./ranges";
import { inPlace, needed, refuseMissing } from "./references";
import { types } from "./types";

interface Side extends Place {
  readonly vpcId: string;
}

/** The two ends of a peering connection: first the requester, then the accepter. */
export function sidesOf({
  account,
  region,
  outputs,
}: CloudResource): readonly [requester: Side, accepter: Side] {
  return [
    { account, region, vpcId: requiredText(outputs, "vpcId") },
    {
      account: text(outputs, "peerOwnerId") ?? account,
      region: text(outputs, "peerRegion") ?? region,
      vpcId: requiredText(outputs, "peerVpcId"),
    },
  ];
}

/** A peering connection as an account sees it in a region: on either side, and nowhere else. */
export function peeringSeenFrom(place: Place, world: World, id: string): CloudResource | undefined {
  const connection = world.anywhere(types.peering, id);
  return connection !== undefined && sidesOf(connection).some(inPlace(place)) ? connection : undefined;
}

/** `active` once the other side has accepted; the connection's own record is older than that. */
export function statusOf(connection: CloudResource, world: World): string {
  const [, accepterSide] = sidesOf(connection);
  const acceptance = world.find(accepterSide, types.peeringAccepter, connection.id);
  const accepted = [connection, acceptance].some(
    (record) => flag(record?.outputs ?? {}, "autoAccept") === true,
  );
  return accepted ? "active" : "pending-acceptance";
}

const connection: Handler = {
  type: types.peering,
  id: ({ digest }) => ec2Id("pcx", digest),
  replaceOn: ["peerOwnerId", "peerRegion", "peerVpcId", "region", "vpcId"],
  absent: [],
  outputs: (request, world) => {
    const { account, region, inputs } = request;
    const peer: Side = {
      account: text(inputs, "peerOwnerId") ?? account,
      region: text(inputs, "peerRegion") ?? region,
      vpcId: requiredText(inputs, "peerVpcId"),
    };
    checkSides(request, world, peer);
    const autoAccept = flag(inputs, "autoAccept") === true;
    if (autoAccept && !inPlace(request)(peer)) {
      const message = "A peering connection is accepted automatically only within one account and region";
      throw new Refusal("OperationNotPermitted", message);
    }
    const record = world.find(request, types.peering, request.id);
    const active = autoAccept || (record !== undefined && statusOf(record, world) === "active");
    return tagged(
      request,
      { ...optionsWhile(active), autoAccept: null, peerOwnerId: account, peerRegion: region },
      { acceptStatus: active ? "active" : "pending-acceptance" },
    );
  },
};

/**
 * A wrong or overlapping peer does not fail the request but the connection: the provider then reports its status.
 * Source: https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
 */
function checkSides(request: ResourceRequest, world: World, peer: Side): void {
  const own = needed(request, world, types.vpc, requiredText(request.inputs, "vpcId"));
  if (inPlace(request)(peer)) needed(request, world, types.vpc, peer.vpcId);
  const other = world.find(peer, types.vpc, peer.vpcId);
  if (
    other === undefined ||
    overlap(text(own.outputs, "cidrBlock") ?? [], text(other.outputs, "cidrBlock") ?? [])
  ) {
    const message = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";
    throw new Refusal("failed", message);
  }
  const twins = [
    ...world.where(types.peering, { vpcId: own.id, peerVpcId: other.id }),
    ...world.where(types.peering, { vpcId: other.id, peerVpcId: own.id }),
  ];
  if (twins.some(({ id }) => id !== request.id)) {
    throw new Refusal(
      "VpcPeeringConnectionAlreadyExists",
      `A VPC peering connection between ${own.id} and ${other.id} already exists`,
    );
  }
}

const accepter: Handler = {
  type: types.peeringAccepter,
  id: ({ inputs }) => requiredText(inputs, "vpcPeeringConnectionId"),
  replaceOn: ["region", "vpcPeeringConnectionId"],
  absent: [],
  outputs: (request, world) => {
    const found = seenOrRefused(request, world);
    const [asking, asked] = sidesOf(found);
    if (asked.account !== request.account) {
      throw new Refusal("OperationNotPermitted", `User ${request.account} cannot accept peering ${found.id}`);
    }
    if (asked.region !== request.region) {
      throw new Refusal(
        "OperationNotPermitted",
        `Incorrect region ( ${request.region} ) specified for this request. ` +
          `VPC peering connection ${found.id} must be accepted in region ${asked.region}`,
      );
    }
    const active = flag(request.inputs, "autoAccept") === true || statusOf(found, world) === "active";
    // The provider swaps the sides only where the accepter is another account.
    const [peer, own] = asking.account === asked.account ? [asked, asking] : [asking, asked];
    return tagged(
      request,
      { ...optionsWhile(active), autoAccept: null },
      {
        acceptStatus: active ? "active" : "pending-acceptance",
        peerOwnerId: peer.account,
        peerRegion: asked.region,
        peerVpcId: peer.vpcId,
        vpcId: own.vpcId,
      },
    );
  },
};

const options: Handler = {
  type: types.peeringOptions,
  id: ({ inputs }) => requiredText(inputs, "vpcPeeringConnectionId"),
  replaceOn: ["region", "vpcPeeringConnectionId"],
  absent: [],
  outputs: (request, world) => {
    const found = seenOrRefused(request, world);
    if (statusOf(found, world) !== "active") {
      throw new Refusal(
        "OperationNotPermitted",
        `Peering ${found.id} is not active. Peering options can be added only to active peerings.`,
      );
    }
    const [requesterSide, accepterSide] = sidesOf(found);
    const sides = { requester: requesterSide, accepter: accepterSide };
    for (const [name, side] of Object.entries(sides)) {
      if (block(request.inputs, name) === undefined || inPlace(request)(side)) continue;
      const message = `User ${request.account} cannot modify the ${name} peering options of ${found.id}`;
      throw new Refusal("OperationNotPermitted", message);
    }
    return regional(request, optionsWhile(true));
  },
};

/** Neither side has options before the connection is active. */
function optionsWhile(active: boolean): Properties {
  const side = active ? { allowRemoteVpcDnsResolution: false } : null;
  return { accepter: side, requester: side };
}

/** Strangers see nothing; the two accounts get as far as a refusal that names the right side or region. */
function seenOrRefused(request: ResourceRequest, world: World): CloudResource {
  const id = requiredText(request.inputs, "vpcPeeringConnectionId");
  const found = world.anywhere(types.peering, id);
  const party = found !== undefined && sidesOf(found).some(({ account }) => account === request.account);
  return party ? found : refuseMissing(types.peering, id, request);
}

/** Peering connections: request, acceptance, and the options of each side. */
export const peeringHandlers: readonly Handler[] = [connection, accepter, options];
