import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missing, rangeProblems, refuse, type Problem } from "./problems";
import { rangesOverlap } from "./ranges";
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
    for (const [own, roles] of sidesOf(args))
      setOptions(this, `${name}.${roles.join("-")}`, accept.id, own, roles);
    route(this, `${name}.requester`, accept.id, requester, accepter);
    route(this, `${name}.accepter`, accept.id, accepter, requester);

    this.connectionId = accept.id;
    this.registerOutputs({ connectionId: this.connectionId });
  }
}

type Role = "requester" | "accepter";

/** Each account and region sets the options of its own side; one that has both sides sets them in one piece. */
function sidesOf({
  requester,
  accepter,
}: PeeringLinkArgs): readonly (readonly [PeeringSide, readonly Role[]])[] {
  return requester.accountId === accepter.accountId && requester.region === accepter.region
    ? [[requester, ["requester", "accepter"]]]
    : [
        [requester, ["requester"]],
        [accepter, ["accepter"]],
      ];
}

function setOptions(
  parent: PeeringLink,
  name: string,
  connectionId: pulumi.Output<string>,
  { region, provider }: PeeringSide,
  roles: readonly Role[],
): void {
  const resolved = Object.fromEntries(roles.map((role) => [role, { allowRemoteVpcDnsResolution: true }]));
  new aws.ec2.PeeringConnectionOptions(
    name,
    { region, vpcPeeringConnectionId: connectionId, ...resolved },
    { parent, provider },
  );
}

/** Routes to the other side, in every route table of one's own. */
function route(
  parent: PeeringLink,
  name: string,
  connectionId: pulumi.Output<string>,
  { region, provider, routeTableIds }: PeeringSide,
  { cidr }: PeeringSide,
): void {
  routeTableIds.forEach((routeTableId, index) => {
    new aws.ec2.Route(
      `${name}-${index + 1}`,
      { region, routeTableId, destinationCidrBlock: cidr, vpcPeeringConnectionId: connectionId },
      { parent, provider },
    );
  });
}

function problemsOf({ requester, accepter }: PeeringLinkArgs): Problem[] {
  const ranges = rangeProblems({ "requester.cidr": requester.cidr, "accepter.cidr": accepter.cidr });
  const tables = missing({
    "requester.routeTableIds": requester.routeTableIds,
    "accepter.routeTableIds": accepter.routeTableIds,
  });
  const overlap =
    ranges.length === 0 && rangesOverlap(requester.cidr, accepter.cidr)
      ? [
          {
            propertyPath: "accepter.cidr",
            reason: `${accepter.cidr} overlaps the requester's ${requester.cidr}`,
          },
        ]
      : [];
  return [...ranges, ...tables, ...overlap];
}
