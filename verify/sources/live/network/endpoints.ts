import {
  paginateDescribeNetworkInterfaces,
  paginateDescribeVpcEndpoints,
  type DescribeNetworkInterfacesCommandOutput,
  type DescribeVpcEndpointsCommandOutput,
  type NetworkInterface,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { listed, vpcIdsIn, type Ec2List } from "./ec2List";
import { idsOf, outputsFrom, regional, tagsOf, type Fields } from "./fields";

const endpoints: Ec2List<DescribeVpcEndpointsCommandOutput, VpcEndpoint> = {
  paginate: paginateDescribeVpcEndpoints,
  items: ({ VpcEndpoints }) => VpcEndpoints,
};

const networkInterfaces: Ec2List<DescribeNetworkInterfacesCommandOutput, NetworkInterface> = {
  paginate: paginateDescribeNetworkInterfaces,
  items: ({ NetworkInterfaces }) => NetworkInterfaces,
};

/** A VPC's endpoints of all kinds, each with the addresses of its network interfaces, and their policies. */
export const endpointReader: Reader = {
  permissions: ["ec2:DescribeVpcEndpoints", "ec2:DescribeNetworkInterfaces"],
  types: [types.endpoint, types.endpointPolicy],
  phase: 2,
  read: async (context) => {
    const all = await listed(context, endpoints, "vpc-id", vpcIdsIn(context));
    const found = all.filter(({ State = "" }) => !/^delet(ing|ed)$/i.test(State));
    const interfaceIds = found.flatMap(({ NetworkInterfaceIds = [] }) => NetworkInterfaceIds);
    const interfaces = new Map(
      (await listed(context, networkInterfaces, "network-interface-id", interfaceIds)).map(
        (each) => [each.NetworkInterfaceId ?? "", each] as const,
      ),
    );
    return found.flatMap((endpoint) => [
      endpointOf(endpoint, interfaces, context),
      ...policyOf(endpoint, context),
    ]);
  },
};

const fields: Fields<VpcEndpoint> = {
  vpcId: "VpcId",
  ownerId: "OwnerId",
  vpcEndpointType: "VpcEndpointType",
  serviceName: "ServiceName",
  serviceRegion: "ServiceRegion",
  // The API says Available in its model and available on the wire; a state has the latter.
  state: ({ State }) => State && State.charAt(0).toLowerCase() + State.slice(1),
  policy: "PolicyDocument",
  privateDnsEnabled: "PrivateDnsEnabled",
  ipAddressType: "IpAddressType",
  requesterManaged: "RequesterManaged",
  routeTableIds: ({ RouteTableIds }) => RouteTableIds ?? [],
  subnetIds: ({ SubnetIds }) => SubnetIds ?? [],
  securityGroupIds: ({ Groups }) => idsOf(Groups, "GroupId"),
  dnsEntries: ({ DnsEntries }) =>
    (DnsEntries ?? []).map(({ DnsName, HostedZoneId }) => ({ dnsName: DnsName, hostedZoneId: HostedZoneId })),
  dnsOptions: ({ DnsOptions }) =>
    DnsOptions && {
      dnsRecordIpType: DnsOptions.DnsRecordIpType,
      privateDnsOnlyForInboundResolverEndpoint: DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint ?? false,
    },
};

function endpointOf(
  endpoint: VpcEndpoint,
  interfaces: ReadonlyMap<string, NetworkInterface>,
  context: ReadContext,
): LiveResource {
  const { VpcEndpointId, NetworkInterfaceIds = [], Tags } = endpoint;
  const subnetConfigurations = NetworkInterfaceIds.flatMap((id) => interfaces.get(id) ?? []).map(
    ({ SubnetId, PrivateIpAddress }) => ({ subnetId: SubnetId, ipv4: PrivateIpAddress }),
  );
  const outputs = { ...outputsFrom(endpoint, fields), subnetConfigurations };
  return regional(context, types.endpoint, VpcEndpointId, outputs, tagsOf(Tags));
}

/** The program keeps the policy of an endpoint to API Gateway as a resource of its own. */
function policyOf(endpoint: VpcEndpoint, context: ReadContext): readonly LiveResource[] {
  const { VpcEndpointId: id, ServiceName = "", PolicyDocument: policy } = endpoint;
  if (!ServiceName.endsWith(".execute-api")) return [];
  return [regional(context, types.endpointPolicy, id, { vpcEndpointId: id, policy })];
}
