import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missing, pathsOf, rangeProblems, refuse, type Problem } from "./problems";
import { dashed } from "./ranges";
import { tagsOf, type Tags } from "./tags";

/** A corporate range and the gateway that Direct Connect or the VPN ends at. */
export interface CorporateRange {
  /** IPv4 range, for example `192.168.0.0/16`. */
  readonly cidr: string;
  /** A virtual private gateway (`vgw-…`) or a transit gateway (`tgw-…`). */
  readonly gatewayId: string;
}

export interface CorporateLinkArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** The corporate ranges, through one virtual private gateway at most: AWS attaches no second one to a VPC. */
  readonly ranges: readonly CorporateRange[];
  /** One subnet a zone, for the attachment of a transit gateway. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The route tables whose subnets answer the corporate network. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * Attaches existing gateways of the corporate network to a VPC and routes the corporate ranges to them: the way back of
 * every corporate call. Routes are named by their range, so that a range that moves to another gateway changes the target
 * of its routes and nothing else.
 *
 * @throws pulumi.InputPropertiesError for a gateway id or a range that is none.
 */
export class CorporateLink extends pulumi.ComponentResource {
  constructor(name: string, args: CorporateLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("CorporateLink", name, problemsOf(args));
    super("apilink:index:CorporateLink", name, {}, opts);
    const { region } = args;

    const gatewayIds = [...new Set(args.ranges.map(({ gatewayId }) => gatewayId))];
    const targets = new Map(gatewayIds.map((id) => [id, attach(this, name, id, args)]));
    args.routeTableIds.forEach((routeTableId, table) => {
      for (const { cidr, gatewayId } of args.ranges) {
        new aws.ec2.Route(
          `${name}.to-${dashed(cidr)}-${table + 1}`,
          { region, routeTableId, destinationCidrBlock: cidr, ...targets.get(gatewayId) },
          { parent: this },
        );
      }
    });
    this.registerOutputs({});
  }
}

function isTransitGateway(gatewayId: string): boolean {
  return gatewayId.startsWith("tgw-");
}

/** What a route to the gateway names: told by the attachment, since AWS refuses a route to one that is not attached yet. */
function attach(
  parent: CorporateLink,
  name: string,
  gatewayId: string,
  { region, vpcId, subnetIds, tags }: CorporateLinkArgs,
): Partial<aws.ec2.RouteArgs> {
  if (isTransitGateway(gatewayId)) {
    const attachment = new aws.ec2transitgateway.VpcAttachment(
      `${name}.${gatewayId}`,
      {
        region,
        vpcId,
        transitGatewayId: gatewayId,
        subnetIds: [...subnetIds],
        tags: tagsOf("CorporateLink", name, tags),
      },
      { parent },
    );
    return { transitGatewayId: attachment.transitGatewayId };
  }
  const attachment = new aws.ec2.VpnGatewayAttachment(
    `${name}.vgw`,
    { region, vpcId, vpnGatewayId: gatewayId },
    // A VPC has one such gateway at a time.
    { parent, deleteBeforeReplace: true },
  );
  return { gatewayId: attachment.vpnGatewayId };
}

function problemsOf({ ranges, routeTableIds, subnetIds }: CorporateLinkArgs): Problem[] {
  const gatewayIds = ranges.map(({ gatewayId }) => gatewayId);
  const wrongIds = gatewayIds.flatMap((gatewayId, index) =>
    /^(vgw|tgw)-[0-9a-f]+$/.test(gatewayId)
      ? []
      : [
          {
            propertyPath: `ranges[${index}].gatewayId`,
            reason: `"${gatewayId}" is neither a vgw-… nor a tgw-…`,
          },
        ],
  );
  const virtual = new Set(gatewayIds.filter((gatewayId) => gatewayId.startsWith("vgw-")));
  const second =
    virtual.size > 1
      ? [{ propertyPath: "ranges", reason: `name ${virtual.size} virtual private gateways, not one` }]
      : [];
  return [
    ...wrongIds,
    ...second,
    ...missing({ ranges, routeTableIds }),
    ...Object.entries(pathsOf("ranges", ranges)).flatMap(([path, { cidr }]) =>
      rangeProblems({ [`${path}.cidr`]: cidr }),
    ),
    ...(gatewayIds.some(isTransitGateway) ? missing({ subnetIds }) : []),
  ];
}
