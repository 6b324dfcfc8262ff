import {
  AcceptVpcPeeringConnectionCommand,
  CreateTagsCommand,
  CreateVpcPeeringConnectionCommand,
  EC2Client,
  ModifyVpcPeeringConnectionOptionsCommand,
  type PeeringConnectionOptionsRequest,
} from "@aws-sdk/client-ec2";
import type { Mapping } from "../../../stacks/mapping";
import { types } from "../../../verify/model/types";
import { answered, blockIn, idOf, inputsOf, tagsFor, tagsIn, textIn } from "./networkInputs";
import type { Provision, Provisions } from "./types";

const peering: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { VpcPeeringConnection } = await by.client(EC2Client, place).send(
    new CreateVpcPeeringConnectionCommand({
      VpcId: textIn(inputs, "vpcId"),
      PeerVpcId: textIn(inputs, "peerVpcId"),
      PeerOwnerId: textIn(inputs, "peerOwnerId"),
      PeerRegion: textIn(inputs, "peerRegion"),
      ...tagsFor("vpc-peering-connection", inputs),
    }),
  );
  by.made(idOf(resource), answered(VpcPeeringConnection?.VpcPeeringConnectionId, "VpcPeeringConnectionId"));
};

const accepter: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const VpcPeeringConnectionId = by.live(idOf(resource));
  await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  await ec2.send(
    new CreateTagsCommand({ Resources: [VpcPeeringConnectionId], Tags: tagsIn(resource.inputs) }),
  );
};

const options: Provision = async (resource, place, by) => {
  await by.client(EC2Client, place).send(
    new ModifyVpcPeeringConnectionOptionsCommand({
      VpcPeeringConnectionId: by.live(idOf(resource)),
      RequesterPeeringConnectionOptions: optionsOf(blockIn(resource.inputs, "requester")),
      AccepterPeeringConnectionOptions: optionsOf(blockIn(resource.inputs, "accepter")),
    }),
  );
};

function optionsOf(side: Mapping | undefined): PeeringConnectionOptionsRequest | undefined {
  return side && { AllowDnsResolutionFromRemoteVpc: side["allowRemoteVpcDnsResolution"] === true };
}

/** Peering connections, asked for on one side and accepted on the other. */
export const peeringProvisions: Provisions = {
  [types.peering]: peering,
  [types.peeringAccepter]: accepter,
  [types.peeringOptions]: options,
};
