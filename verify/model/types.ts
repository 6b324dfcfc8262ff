import { types as handled } from "../../lab/services/types";

/** The type tokens that the model reads: those of the embedded cloud, and what other programs' states hold besides. */
export const types = {
  ...handled,
  endpointRouteTableAssociation: "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
  vpcRange: "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
  defaultRouteTable: "aws:ec2/defaultRouteTable:DefaultRouteTable",
  routePropagation: "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
  mainRouteTableAssociation: "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
  internetGatewayAttachment: "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
  securityGroupRule: "aws:ec2/securityGroupRule:SecurityGroupRule",
  networkAcl: "aws:ec2/networkAcl:NetworkAcl",
  defaultNetworkAcl: "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
  networkAclRule: "aws:ec2/networkAclRule:NetworkAclRule",
  networkAclAssociation: "aws:ec2/networkAclAssociation:NetworkAclAssociation",
  keyPolicy: "aws:kms/keyPolicy:KeyPolicy",
  tablePolicy: "aws:dynamodb/resourcePolicy:ResourcePolicy",
  managedPolicy: "aws:iam/policy:Policy",
  certificate: "aws:acm/certificate:Certificate",
  zoneAssociation: "aws:route53/zoneAssociation:ZoneAssociation",
} as const;
