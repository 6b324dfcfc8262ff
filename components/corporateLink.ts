import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { missing, pathsOf, rangeProblems, refuse, type Problem } from "./problems";
import { tagsOf, type Tags } from "./tags";

export interface CorporateLinkArgs {
  /** The gateway that Direct Connect or the VPN ends at: a virtual private gateway (`vgw-…`) or transit gateway (`tgw-…`). */
  readonly gatewayId: string;
  readonly vpcId: pulumi.Input<string>;
  readonly region: string;
  /** The corporate IPv4 ranges behind the gateway. */
  readonly ranges: readonly string[];
  /** One subnet a zone, for the attachment of a transit gateway. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The route tables whose subnets answer the corporate network. */
  readonly routeTableIds: readonly pulumi.Input<string>[];
  /** @default - apilink's own tags only */
  readonly tags?: Tags;
}

/**
 * Attaches an existing gateway of the corporate network to a VPC and routes the corporate ranges to it: the way back of
 * every corporate call.
 *
 * @throws pulumi.InputPropertiesError for a gateway id or a range that is none.
 */
export class CorporateLink extends pulumi.ComponentResource {
  constructor(name: string, args: CorporateLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    refuse("CorporateLink", name, problemsOf(args));
    super("apilink:index:CorporateLink", name, {}, opts);
    const { region } = args;

    const target = isTransitGateway(args.gatewayId)
      ? transit(this, name, args)
      : virtualPrivate(this, name, args);
    args.routeTableIds.forEach((routeTableId, table) => {
      for (const range of args.ranges) {
        new aws.ec2.Route(
          `${name}.to-${range.replace(/[./]/g, "-")}-${table + 1}`,
          { region, routeTableId, destinationCidrBlock: range, ...target },
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

/** Routes name what the attachment tells, since AWS refuses a route to a gateway that is not attached yet. */
function virtualPrivate(parent: CorporateLink, name: string, args: CorporateLinkArgs) {
  const attachment = new aws.ec2.VpnGatewayAttachment(
    `${name}.attachment`,
    { region: args.region, vpcId: args.vpcId, vpnGatewayId: args.gatewayId },
    { parent },
  );
  return { gatewayId: attachment.vpnGatewayId };
}

function transit(parent: CorporateLink, name: string, args: CorporateLinkArgs) {
  const attachment = new aws.ec2transitgateway.VpcAttachment(
    `${name}.attachment`,
    {
      region: args.region,
      vpcId: args.vpcId,
      transitGatewayId: args.gatewayId,
      subnetIds: [...args.subnetIds],
      tags: tagsOf("CorporateLink", name, args.tags),
    },
    { parent },
  );
  return { transitGatewayId: attachment.transitGatewayId };
}

function problemsOf({ gatewayId, ranges, routeTableIds, subnetIds }: CorporateLinkArgs): Problem[] {
  const wrongId = /^(vgw|tgw)-[0-9a-f]+$/.test(gatewayId)
    ? []
    : [{ propertyPath: "gatewayId", reason: `"${gatewayId}" is neither a vgw-… nor a tgw-…` }];
  const attached = isTransitGateway(gatewayId) ? missing({ subnetIds }) : [];
  return [
    ...wrongId,
    ...missing({ ranges, routeTableIds }),
    ...rangeProblems(pathsOf("ranges", ranges)),
    ...attached,
  ];
}
