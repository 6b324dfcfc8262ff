import type { Network, Topology } from "../stacks/topology/types";
import type { CloudResource, Place, Properties } from "./resource";
import { zonesOf } from "./services/regions";
import { types } from "./services/types";

/**
 * What a topology says is there already: adopted VPCs with their subnets, route tables and endpoints, the corporate
 * gateways, and API Gateway's log role where it exists. An adopted VPC is taken to have what its links need.
 */
export function adoptedBy({ accounts, networks, apis }: Topology): readonly CloudResource[] {
  const placeOf = ({ account, region }: Place): Place => ({ account: accounts[account]?.id ?? "", region });
  return [
    ...Object.values(networks).flatMap((network) => [
      ...adoptedVpc(network, placeOf(network)),
      ...gatewaysOf(network, placeOf(network)),
    ]),
    ...Object.values(apis)
      .filter(({ account }) => accounts[account]?.apiLogs === "existing")
      .map((api) => {
        const { account, region } = placeOf(api);
        const cloudwatchRoleArn = `arn:aws:iam::${account}:role/apigateway-logs`;
        return existing(
          types.gatewayAccount,
          "api-gateway-account",
          { account, region },
          { cloudwatchRoleArn },
        );
      }),
  ];
}

function adoptedVpc(
  { cidr, privateDns, existing: adopted, region }: Network,
  place: Place,
): readonly CloudResource[] {
  if (adopted === undefined) return [];
  const { vpcId, subnetIds, routeTableIds, endpointId } = adopted;
  const zones = zonesOf(region).filter(({ local }) => !local);
  return [
    existing(types.vpc, vpcId, place, { cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true }),
    ...subnetIds.map((id, index) =>
      // The owner names one subnet a zone; more subnets than zones cannot be.
      existing(types.subnet, id, place, { vpcId, availabilityZone: zones[index % zones.length]?.name ?? "" }),
    ),
    ...routeTableIds.map((id) => existing(types.routeTable, id, place, { vpcId })),
    ...(endpointId === undefined
      ? []
      : [
          existing(types.endpoint, endpointId, place, {
            vpcId,
            vpcEndpointType: "Interface",
            serviceName: `com.amazonaws.${region}.execute-api`,
            privateDnsEnabled: privateDns,
            subnetIds,
          }),
        ]),
  ];
}

function gatewaysOf({ corporate }: Network, place: Place): readonly CloudResource[] {
  return [...new Set(corporate.map(({ via }) => via))].map((id) =>
    existing(id.startsWith("tgw-") ? types.transitGateway : types.vpnGateway, id, place, {}),
  );
}

function existing(type: string, id: string, place: Place, outputs: Properties): CloudResource {
  return { type, id, ...place, inputs: {}, outputs: { ...outputs, id } };
}
