import {
  EC2Client,
  paginateDescribeVpcEndpointConnections,
  paginateDescribeVpcEndpointServiceConfigurations,
  paginateDescribeVpcEndpointServicePermissions,
  type DescribeVpcEndpointConnectionsCommandOutput,
  type ServiceConfiguration,
  type VpcEndpointConnection,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { listed, type Ec2List } from "./ec2List";
import { idsOf, outputsFrom, regional, tagsOf, type Fields } from "./fields";
import { everyItem } from "./pages";

const connections: Ec2List<DescribeVpcEndpointConnectionsCommandOutput, VpcEndpointConnection> = {
  paginate: paginateDescribeVpcEndpointConnections,
  items: ({ VpcEndpointConnections }) => VpcEndpointConnections,
};

/** The topology's services: those with its tag, and those in front of which one of its load balancers stands. */
export const endpointServiceReader: Reader = {
  permissions: [
    "ec2:DescribeVpcEndpointServiceConfigurations",
    "ec2:DescribeVpcEndpointServicePermissions",
    "ec2:DescribeVpcEndpointConnections",
  ],
  types: [types.endpointService, types.endpointAccepter],
  phase: 3,
  read: async (context) => {
    const all = await everyItem(
      paginateDescribeVpcEndpointServiceConfigurations({ client: context.client(EC2Client) }, {}),
      ({ ServiceConfigurations }) => ServiceConfigurations,
    );
    const balancers = new Set(context.found(types.loadBalancer).map(({ id }) => id));
    const own = all.filter(
      ({ Tags, NetworkLoadBalancerArns = [] }) =>
        tagsOf(Tags)["apilink:topology"] === context.topology ||
        NetworkLoadBalancerArns.some((arn) => balancers.has(arn)),
    );
    const accepting = idsOf(
      own.filter(({ AcceptanceRequired }) => AcceptanceRequired === true),
      "ServiceId",
    );
    const [services, asked] = await Promise.all([
      Promise.all(own.map((service) => serviceOf(service, context))),
      listed(context, connections, "service-id", accepting),
    ]);
    return [...services, ...asked.flatMap((connection) => accepterOf(connection, context))];
  },
};

const fields: Fields<ServiceConfiguration> = {
  serviceName: "ServiceName",
  state: "ServiceState",
  acceptanceRequired: "AcceptanceRequired",
  availabilityZones: "AvailabilityZones",
  networkLoadBalancerArns: ({ NetworkLoadBalancerArns }) => NetworkLoadBalancerArns ?? [],
  privateDnsName: "PrivateDnsName",
  supportedRegions: ({ SupportedRegions }) => idsOf(SupportedRegions, "Region"),
};

async function serviceOf(service: ServiceConfiguration, context: ReadContext): Promise<LiveResource> {
  const { ServiceId, Tags } = service;
  const principals = await everyItem(
    paginateDescribeVpcEndpointServicePermissions({ client: context.client(EC2Client) }, { ServiceId }),
    ({ AllowedPrincipals }) => AllowedPrincipals,
  );
  const outputs = { ...outputsFrom(service, fields), allowedPrincipals: idsOf(principals, "Principal") };
  return regional(context, types.endpointService, ServiceId, outputs, tagsOf(Tags));
}

/** A connection that waits has nobody who accepts it. */
function accepterOf(connection: VpcEndpointConnection, context: ReadContext): readonly LiveResource[] {
  const { ServiceId = "", VpcEndpointId = "", VpcEndpointState = "" } = connection;
  if (/^(pendingAcceptance|deleting|deleted)$/i.test(VpcEndpointState)) return [];
  const outputs = {
    vpcEndpointServiceId: ServiceId,
    vpcEndpointId: VpcEndpointId,
    vpcEndpointState: VpcEndpointState.charAt(0).toLowerCase() + VpcEndpointState.slice(1),
  };
  return [regional(context, types.endpointAccepter, `${ServiceId}_${VpcEndpointId}`, outputs)];
}
