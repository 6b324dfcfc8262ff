import {
  paginateDescribeVpcPeeringConnections,
  type DescribeVpcPeeringConnectionsCommandOutput,
  type VpcPeeringConnection,
  type VpcPeeringConnectionVpcInfo,
} from "@aws-sdk/client-ec2";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { listed, vpcIdsIn, type Ec2List } from "./ec2List";
import { regional, tagsOf } from "./fields";

const connections: Ec2List<DescribeVpcPeeringConnectionsCommandOutput, VpcPeeringConnection> = {
  paginate: paginateDescribeVpcPeeringConnections,
  items: ({ VpcPeeringConnections }) => VpcPeeringConnections,
};

/** The connection as the place sees it: each side has a record of its own, with its own tags and options. */
export const peeringReader: Reader = {
  permissions: ["ec2:DescribeVpcPeeringConnections"],
  types: [types.peering, types.peeringAccepter, types.peeringOptions],
  phase: 2,
  read: async (context) => {
    const vpcIds = vpcIdsIn(context);
    const found = await Promise.all(
      ["requester-vpc-info.vpc-id", "accepter-vpc-info.vpc-id"].map((filter) =>
        listed(context, connections, filter, vpcIds),
      ),
    );
    const byId = new Map(found.flat().map((each) => [each.VpcPeeringConnectionId ?? "", each]));
    return [...byId.values()].filter(isThere).flatMap((connection) => sidesOf(connection, context));
  },
};

/** AWS tells of a deleted connection for some hours more. Source: "VPC peering connection lifecycle". */
function isThere({ Status }: VpcPeeringConnection): boolean {
  return Status?.Code !== "deleted" && Status?.Code !== "deleting";
}

function sidesOf(connection: VpcPeeringConnection, context: ReadContext): readonly LiveResource[] {
  const { VpcPeeringConnectionId: id, RequesterVpcInfo, AccepterVpcInfo, Status, Tags } = connection;
  const sides = { requester: RequesterVpcInfo, accepter: AccepterVpcInfo };
  const tags = tagsOf(Tags);
  const isHere = (side: VpcPeeringConnectionVpcInfo | undefined): boolean =>
    side?.OwnerId === context.account &&
    side.Region === context.region &&
    vpcIdsIn(context).includes(side.VpcId ?? "");
  const own = Object.entries(sides).filter(([, side]) => isHere(side));
  if (own.length === 0) return [];
  const options = Object.fromEntries(own.map(([name, side]) => [name, optionsOf(side)]));
  const outputs = { acceptStatus: Status?.Code };
  return [
    ...(isHere(RequesterVpcInfo)
      ? [
          regional(
            context,
            types.peering,
            id,
            { ...outputs, ...endsOf(RequesterVpcInfo, AccepterVpcInfo), ...options },
            tags,
          ),
        ]
      : []),
    ...(isHere(AccepterVpcInfo)
      ? [
          regional(
            context,
            types.peeringAccepter,
            id,
            { ...outputs, ...accepterEnds(connection), vpcPeeringConnectionId: id, ...options },
            tags,
          ),
        ]
      : []),
    ...(Status?.Code === "active"
      ? [regional(context, types.peeringOptions, id, { vpcPeeringConnectionId: id, ...options })]
      : []),
  ];
}

type Side = VpcPeeringConnectionVpcInfo | undefined;

function endsOf(own: Side, peer: Side): Mapping {
  return {
    vpcId: own?.VpcId,
    peerVpcId: peer?.VpcId,
    peerOwnerId: peer?.OwnerId,
    peerRegion: peer?.Region,
  };
}

/** The provider swaps the accepter's sides only where it is another account's, and never the region. */
function accepterEnds({ RequesterVpcInfo, AccepterVpcInfo }: VpcPeeringConnection): Mapping {
  const isOneAccount = RequesterVpcInfo?.OwnerId === AccepterVpcInfo?.OwnerId;
  const ends = isOneAccount
    ? endsOf(RequesterVpcInfo, AccepterVpcInfo)
    : endsOf(AccepterVpcInfo, RequesterVpcInfo);
  return { ...ends, peerRegion: AccepterVpcInfo?.Region };
}

function optionsOf(side: Side): Mapping {
  return {
    allowRemoteVpcDnsResolution: side?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc === true,
  };
}
