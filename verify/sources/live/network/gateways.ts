import { crc32 } from "node:zlib";
import {
  DescribeVpnGatewaysCommand,
  EC2Client,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeTransitGatewayVpcAttachments,
  type DescribeInternetGatewaysCommandOutput,
  type DescribeNatGatewaysCommandOutput,
  type DescribeTransitGatewayVpcAttachmentsCommandOutput,
  type DescribeVpnGatewaysCommandOutput,
  type InternetGateway,
  type NatGateway,
  type TransitGatewayVpcAttachment,
  type VpnGateway,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import { inVpcs, vpcIdsIn } from "./ec2List";
import { outputsFrom, regional, tagsOf, type Fields } from "./fields";

const internetGateways = inVpcs<DescribeInternetGatewaysCommandOutput, InternetGateway>({
  permission: "ec2:DescribeInternetGateways",
  types: [types.internetGateway],
  paginate: paginateDescribeInternetGateways,
  items: ({ InternetGateways }) => InternetGateways,
  filter: "attachment.vpc-id",
  resources: (gateway, context) => [
    regional(
      context,
      types.internetGateway,
      gateway.InternetGatewayId,
      { vpcId: gateway.Attachments?.[0]?.VpcId ?? "", ownerId: gateway.OwnerId },
      tagsOf(gateway.Tags),
    ),
  ],
});

const natFields: Fields<NatGateway> = {
  vpcId: "VpcId",
  subnetId: "SubnetId",
  connectivityType: "ConnectivityType",
};

const natGateways = inVpcs<DescribeNatGatewaysCommandOutput, NatGateway>({
  permission: "ec2:DescribeNatGateways",
  types: [types.natGateway],
  // This list calls its filters otherwise.
  paginate: (config, { Filters }) => paginateDescribeNatGateways(config, { Filter: Filters }),
  items: ({ NatGateways }) => NatGateways,
  filter: "vpc-id",
  more: [{ Name: "state", Values: ["pending", "available"] }],
  resources: (gateway, context) => [
    regional(
      context,
      types.natGateway,
      gateway.NatGatewayId,
      outputsFrom(gateway, natFields),
      tagsOf(gateway.Tags),
    ),
  ],
});

/** The gateways themselves are the company's own: only where they are attached matters. */
const vpnGatewayAttachments = inVpcs<DescribeVpnGatewaysCommandOutput, VpnGateway>({
  permission: "ec2:DescribeVpnGateways",
  types: [types.vpnGatewayAttachment],
  // A list that has no pages.
  paginate: async function* ({ client }, input) {
    if (client instanceof EC2Client) yield await client.send(new DescribeVpnGatewaysCommand(input));
  },
  items: ({ VpnGateways }) => VpnGateways,
  filter: "attachment.vpc-id",
  resources: ({ VpnGatewayId = "", VpcAttachments = [] }, context) => {
    const own = new Set(vpcIdsIn(context));
    return VpcAttachments.filter(({ VpcId = "", State }) => State === "attached" && own.has(VpcId)).map(
      ({ VpcId = "" }) =>
        regional(
          context,
          types.vpnGatewayAttachment,
          `vpn-attachment-${crc32(`${VpcId}-${VpnGatewayId}`).toString(16)}`,
          { vpcId: VpcId, vpnGatewayId: VpnGatewayId },
        ),
    );
  },
});

const attachmentFields: Fields<TransitGatewayVpcAttachment> = {
  vpcId: "VpcId",
  vpcOwnerId: "VpcOwnerId",
  transitGatewayId: "TransitGatewayId",
  subnetIds: "SubnetIds",
  applianceModeSupport: ({ Options }) => Options?.ApplianceModeSupport,
  dnsSupport: ({ Options }) => Options?.DnsSupport,
  ipv6Support: ({ Options }) => Options?.Ipv6Support,
};

const transitGatewayAttachments = inVpcs<
  DescribeTransitGatewayVpcAttachmentsCommandOutput,
  TransitGatewayVpcAttachment
>({
  permission: "ec2:DescribeTransitGatewayVpcAttachments",
  types: [types.transitGatewayAttachment],
  paginate: paginateDescribeTransitGatewayVpcAttachments,
  items: ({ TransitGatewayVpcAttachments }) => TransitGatewayVpcAttachments,
  filter: "vpc-id",
  more: [{ Name: "state", Values: ["available", "modifying"] }],
  resources: (attachment, context) => [
    regional(
      context,
      types.transitGatewayAttachment,
      attachment.TransitGatewayAttachmentId,
      outputsFrom(attachment, attachmentFields),
      tagsOf(attachment.Tags),
    ),
  ],
});

/** What leads out of a VPC, save peerings. */
export const gatewayReaders = [
  internetGateways,
  natGateways,
  vpnGatewayAttachments,
  transitGatewayAttachments,
];
