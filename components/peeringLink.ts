import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missing, refuse, type Problem } from "./problems";
import { rangeProblem, rangesOverlap } from "./ranges";
import { tagsOf, type Tags } from "./tags";

/** One side of a peering connection. */
export interface PeeringSide {
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's IPv4 range. */
  readonly cidr: string;
  readonly region: string;
  /** The account's id, 12 digits. */
  readonly accountId: string;
  /** The route tables whose subnets reach the other side. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** The provider of this side's account. */
  readonly provider: pulumi.ProviderResource;
}

export interface PeeringLinkArgs {
  readonly requester: PeeringSide;
  readonly accepter: PeeringSide;
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * Peers two VPCs, of the same or of two accounts and regions: requested on one side, accepted on the other, then the DNS
 * option and a route in every route table on both. Routes and options name the accepted connection, so they come once it
 * is active.
 *
 * @throws pulumi.InputPropertiesError for ranges that overlap, which AWS would only find out afterwards.
 */
export class PeeringLink extends pulumi.ComponentResource {
  readonly connectionId: pulumi.Output<string>;

  constructor(name: string, args: PeeringLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    const { requester, accepter } = args;
    refuse("PeeringLink", name, problemsOf(args));
    super("apilink:index:PeeringLink", name, {}, opts);
    const tags = tagsOf("PeeringLink", name, args.tags);

    const request = new aws.ec2.VpcPeeringConnection(
      `${name}.request`,
      {
        region: requester.region,
        vpcId: requester.vpcId,
        peerVpcId: accepter.vpcId,
        peerOwnerId: accepter.accountId,
        peerRegion: accepter.region,
        tags,
      },
      { parent: this, provider: requester.provider },
    );
    const accept = new aws.ec2.VpcPeeringConnectionAccepter(
      `${name}.accept`,
      { region: accepter.region, vpcPeeringConnectionId: request.id, autoAccept: true, tags },
      { parent: this, provider: accepter.provider },
    );
    side(this, `${name}.requester`, accept.id, requester, accepter, "requester");
    side(this, `${name}.accepter`, accept.id, accepter, requester, "accepter");

    this.connectionId = accept.id;
    this.registerOutputs({ connectionId: this.connectionId });
  }
}

/** What each owner sets on its own side once the connection is active. */
function side(
  parent: PeeringLink,
  name: string,
  connectionId: pulumi.Output<string>,
  own: PeeringSide,
  other: PeeringSide,
  role: "requester" | "accepter",
): void {
  const { region, provider } = own;
  new aws.ec2.PeeringConnectionOptions(
    name,
    { region, vpcPeeringConnectionId: connectionId, [role]: { allowRemoteVpcDnsResolution: true } },
    { parent, provider },
  );
  own.routeTableIds.forEach((routeTableId, index) => {
    new aws.ec2.Route(
      `${name}-${index + 1}`,
      { region, routeTableId, destinationCidrBlock: other.cidr, vpcPeeringConnectionId: connectionId },
      { parent, provider },
    );
  });
}

function problemsOf({ requester, accepter }: PeeringLinkArgs): Problem[] {
  const ranges = Object.entries({ "requester.cidr": requester.cidr, "accepter.cidr": accepter.cidr }).flatMap(
    ([propertyPath, cidr]) => {
      const reason = rangeProblem(cidr);
      return reason === undefined ? [] : [{ propertyPath, reason }];
    },
  );
  const tables = missing({
    "requester.routeTableIds": requester.routeTableIds,
    "accepter.routeTableIds": accepter.routeTableIds,
  });
  const overlap =
    ranges.length === 0 && rangesOverlap(requester.cidr, accepter.cidr)
      ? [{ propertyPath: "accepter.cidr", reason: `${accepter.cidr} overlaps the requester's ${requester.cidr}` }]
      : [];
  return [...ranges, ...tables, ...overlap];
}
