import {
  AcceptVpcEndpointConnectionsCommand,
  CreateVpcEndpointCommand,
  CreateVpcEndpointServiceConfigurationCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
  ModifyVpcEndpointServicePermissionsCommand,
  type VpcEndpointType,
} from "@aws-sdk/client-ec2";
import type { ResourceState } from "../../../lab/state";
import { types } from "../../../verify/model/types";
import { answered, blocksIn, idOf, inputsOf, optionalText, tagsFor, textIn, textsIn } from "./networkInputs";
import type { Provision, Provisions } from "./types";

const endpoint: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  const { VpcEndpoint } = await by.client(EC2Client, place).send(
    new CreateVpcEndpointCommand({
      VpcId: textIn(inputs, "vpcId"),
      ServiceName: textIn(inputs, "serviceName"),
      VpcEndpointType: optionalText(resource.outputs, "vpcEndpointType") as VpcEndpointType | undefined,
      PolicyDocument: optionalText(inputs, "policy"),
      SubnetIds: textsIn(inputs, "subnetIds"),
      SubnetConfigurations: blocksIn(by.live(resource.outputs), "subnetConfigurations").map((each) => ({
        SubnetId: textIn(each, "subnetId"),
        Ipv4: optionalText(each, "ipv4"),
      })),
      RouteTableIds: textsIn(inputs, "routeTableIds"),
      SecurityGroupIds: textsIn(inputs, "securityGroupIds"),
      PrivateDnsEnabled: inputs["privateDnsEnabled"] === true,
      ...tagsFor("vpc-endpoint", inputs),
    }),
  );
  by.made(idOf(resource), answered(VpcEndpoint?.VpcEndpointId, "VpcEndpointId"));
  const entries = VpcEndpoint?.DnsEntries ?? [];
  for (const [index, { DnsName, HostedZoneId }] of entries.entries()) {
    const embedded = blocksIn(resource.outputs, "dnsEntries")[index] ?? {};
    by.made(textIn(embedded, "dnsName"), answered(DnsName, "DnsName"));
    by.made(textIn(embedded, "hostedZoneId"), answered(HostedZoneId, "HostedZoneId"));
  }
};

const endpointPolicy: Provision = async (resource, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EC2Client, place).send(
    new ModifyVpcEndpointCommand({
      VpcEndpointId: textIn(inputs, "vpcEndpointId"),
      PolicyDocument: textIn(inputs, "policy"),
    }),
  );
};

const endpointService: Provision = async (resource, place, by) => {
  const ec2 = by.client(EC2Client, place);
  const inputs = inputsOf(resource, by);
  const { ServiceConfiguration: made } = await ec2.send(
    new CreateVpcEndpointServiceConfigurationCommand({
      AcceptanceRequired: inputs["acceptanceRequired"] === true,
      NetworkLoadBalancerArns: textsIn(inputs, "networkLoadBalancerArns"),
      SupportedRegions: textsIn(resource.outputs, "supportedRegions"),
      ...tagsFor("vpc-endpoint-service", inputs),
    }),
  );
  const ServiceId = answered(made?.ServiceId, "ServiceId");
  by.made(idOf(resource), ServiceId);
  by.made(textIn(resource.outputs, "serviceName"), answered(made?.ServiceName, "ServiceName"));
  await ec2.send(
    new ModifyVpcEndpointServicePermissionsCommand({
      ServiceId,
      AddAllowedPrincipals: textsIn(inputs, "allowedPrincipals"),
    }),
  );
};

const endpointAccepter: Provision = async (resource: ResourceState, place, by) => {
  const inputs = inputsOf(resource, by);
  await by.client(EC2Client, place).send(
    new AcceptVpcEndpointConnectionsCommand({
      ServiceId: textIn(inputs, "vpcEndpointServiceId"),
      VpcEndpointIds: [textIn(inputs, "vpcEndpointId")],
    }),
  );
};

/** VPC endpoints, their policies, and services of one's own. */
export const endpointProvisions: Provisions = {
  [types.endpoint]: endpoint,
  [types.endpointPolicy]: endpointPolicy,
  [types.endpointService]: endpointService,
  [types.endpointAccepter]: endpointAccepter,
};
