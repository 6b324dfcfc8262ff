import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AttachVpnGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  CreateVpnGatewayCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { types } from "../../../verify/model/types";
import type { LivePlace } from "../../../verify/sources/live/types";
import { answered, idOf, inputsOf, optionalText, tagsFor, textIn, textsIn } from "./networkInputs";
import type { Provision, Provisioning, Provisions } from "./types";

const vpc: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const inputs = inputsOf(resource, by);
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: textIn(inputs, "cidrBlock"), ...tagsFor("vpc", inputs) }),
  );
  const VpcId = answered(Vpc?.VpcId, "VpcId");
  by.made(idOf(resource), VpcId);
  for (const [key, attribute] of Object.entries(dnsAttributes)) {
    const Value = resource.outputs[key] === true;
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, [attribute]: { Value } }));
  }
  await bornWith(resource.outputs, place, by, VpcId);
};

const dnsAttributes = { enableDnsSupport: "EnableDnsSupport", enableDnsHostnames: "EnableDnsHostnames" };

/** What a VPC is born with has ids of its own, too. */
async function bornWith(
  outputs: Readonly<Record<string, unknown>>,
  place: LivePlace,
  by: Provisioning,
  vpcId: string,
): Promise<void> {
  const ec2 = by.client(EC2Client, place);
  const Filters = [{ Name: "vpc-id", Values: [vpcId] }];
  const [tables, acls, groups] = [
    await ec2.send(new DescribeRouteTablesCommand({ Filters })),
    await ec2.send(new DescribeNetworkAclsCommand({ Filters })),
    await ec2.send(new DescribeSecurityGroupsCommand({ Filters })),
  ];
  const made = {
    mainRouteTableId: tables.RouteTables?.[0]?.RouteTableId,
    defaultNetworkAclId: acls.NetworkAcls?.[0]?.NetworkAclId,
    defaultSecurityGroupId: groups.SecurityGroups?.[0]?.GroupId,
  };
  for (const [key, id] of Object.entries(made)) by.made(textIn(outputs, key), answered(id, key));
}

const subnet: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const inputs = inputsOf(resource, by);
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({
      VpcId: textIn(inputs, "vpcId"),
      CidrBlock: textIn(inputs, "cidrBlock"),
      AvailabilityZone: optionalText(inputs, "availabilityZone"),
      ...tagsFor("subnet", inputs),
    }),
  );
  const SubnetId = answered(Subnet?.SubnetId, "SubnetId");
  by.made(idOf(resource), SubnetId);
  if (inputs["mapPublicIpOnLaunch"] !== true) return;
  await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
};

const routeTable: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { RouteTable } = await by
    .client(EC2Client, place)
    .send(new CreateRouteTableCommand({ VpcId: textIn(inputs, "vpcId"), ...tagsFor("route-table", inputs) }));
  by.made(idOf(resource), answered(RouteTable?.RouteTableId, "RouteTableId"));
};

const routeTableAssociation: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { AssociationId } = await by.client(EC2Client, place).send(
    new AssociateRouteTableCommand({
      RouteTableId: textIn(inputs, "routeTableId"),
      SubnetId: optionalText(inputs, "subnetId"),
      GatewayId: optionalText(inputs, "gatewayId"),
    }),
  );
  by.made(idOf(resource), answered(AssociationId, "AssociationId"));
};

const route: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EC2Client, place).send(
    new CreateRouteCommand({
      RouteTableId: textIn(inputs, "routeTableId"),
      DestinationCidrBlock: optionalText(inputs, "destinationCidrBlock"),
      DestinationIpv6CidrBlock: optionalText(inputs, "destinationIpv6CidrBlock"),
      GatewayId: optionalText(inputs, "gatewayId"),
      TransitGatewayId: optionalText(inputs, "transitGatewayId"),
      VpcPeeringConnectionId: optionalText(inputs, "vpcPeeringConnectionId"),
    }),
  );
};

const internetGateway: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const inputs = inputsOf(resource, by);
  const { InternetGateway } = await ec2.send(
    new CreateInternetGatewayCommand(tagsFor("internet-gateway", inputs)),
  );
  const InternetGatewayId = answered(InternetGateway?.InternetGatewayId, "InternetGatewayId");
  by.made(idOf(resource), InternetGatewayId);
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: textIn(inputs, "vpcId") }));
};

/** The gateway is the company's own, so no resource stands for it: it is made as soon as it is attached. */
const vpnGatewayAttachment: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const embedded = textIn(resource.inputs, "vpnGatewayId");
  if (by.live(embedded) === embedded) {
    const { VpnGateway } = await ec2.send(new CreateVpnGatewayCommand({ Type: "ipsec.1" }));
    by.made(embedded, answered(VpnGateway?.VpnGatewayId, "VpnGatewayId"));
  }
  await ec2.send(
    new AttachVpnGatewayCommand({
      VpnGatewayId: by.live(embedded),
      VpcId: textIn(inputsOf(resource, by), "vpcId"),
    }),
  );
};

const transitGatewayAttachment: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const embedded = textIn(resource.inputs, "transitGatewayId");
  if (by.live(embedded) === embedded) {
    const { TransitGateway } = await ec2.send(new CreateTransitGatewayCommand({}));
    by.made(embedded, answered(TransitGateway?.TransitGatewayId, "TransitGatewayId"));
  }
  const inputs = inputsOf(resource, by);
  const { TransitGatewayVpcAttachment: attachment } = await ec2.send(
    new CreateTransitGatewayVpcAttachmentCommand({
      TransitGatewayId: by.live(embedded),
      VpcId: textIn(inputs, "vpcId"),
      SubnetIds: textsIn(inputs, "subnetIds"),
      ...tagsFor("transit-gateway-attachment", inputs),
    }),
  );
  by.made(idOf(resource), answered(attachment?.TransitGatewayAttachmentId, "TransitGatewayAttachmentId"));
};

/** VPCs, their subnets, route tables and gateways. */
export const vpcProvisions: Provisions = {
  [types.vpc]: vpc,
  [types.subnet]: subnet,
  [types.routeTable]: routeTable,
  [types.routeTableAssociation]: routeTableAssociation,
  [types.route]: route,
  [types.internetGateway]: internetGateway,
  [types.vpnGatewayAttachment]: vpnGatewayAttachment,
  [types.transitGatewayAttachment]: transitGatewayAttachment,
};
