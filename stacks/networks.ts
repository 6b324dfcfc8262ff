import * as pulumi from "@pulumi/pulumi";
import {
  CorporateLink,
  ExecuteApiEndpoint,
  Network,
  PublicNetwork,
  type Tags,
  type VpcOutputs,
} from "../components";
import type { Plan } from "./plan";
import { providerOf, type Providers } from "./providers";
import type { Network as NetworkEntry, Topology } from "./topology/types";

/** What a stack asks of all its components. */
export interface StackSettings {
  /** Tags of the user's own. */
  readonly tags: Tags;
  /** Whether the VPCs that are created log their traffic. */
  readonly flowLogs: boolean;
}

/** The VPC of each network: created, or adopted as it is. */
export function networksOf(
  { networks }: Topology,
  providers: Providers,
  settings: StackSettings,
): Readonly<Record<string, VpcOutputs>> {
  return Object.fromEntries(
    Object.entries(networks).map(([name, network]) => {
      if (network.existing !== undefined) return [name, adopted(network, network.existing)];
      const { cidr, region, zones, account, publicSubnets } = network;
      const Kind = publicSubnets ? PublicNetwork : Network;
      return [
        name,
        new Kind(name, { cidr, region, zones, ...settings }, { provider: providerOf(providers, account) }),
      ];
    }),
  );
}

function adopted(
  { cidr, region }: NetworkEntry,
  existing: NonNullable<NetworkEntry["existing"]>,
): VpcOutputs {
  return {
    vpcId: pulumi.output(existing.vpcId),
    cidr,
    region,
    isolatedSubnetIds: existing.subnetIds.map((id) => pulumi.output(id)),
    publicSubnetIds: [],
    routeTableIds: existing.routeTableIds.map((id) => pulumi.output(id)),
  };
}

/** An endpoint that calls go through. */
export interface Endpoint {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name; of an adopted endpoint only AWS knows it. */
  readonly dnsName: pulumi.Output<string> | undefined;
  /** It was there before: its policy and its security group are its owner's. */
  readonly adopted: boolean;
}

/** The endpoint of each network that carries calls, by the network's name. */
export function endpointsOf(
  plan: Plan,
  { networks }: Topology,
  vpcs: Readonly<Record<string, VpcOutputs>>,
  providers: Providers,
  { tags }: StackSettings,
): Readonly<Record<string, Endpoint>> {
  return Object.fromEntries(
    plan.endpoints.flatMap(({ network: name, clients }): [string, Endpoint][] => {
      const [network, vpc] = [networks[name], vpcs[name]];
      if (network === undefined || vpc === undefined) return [];
      const { endpointId } = network.existing ?? {};
      if (endpointId !== undefined) {
        return [[name, { endpointId: pulumi.output(endpointId), dnsName: undefined, adopted: true }]];
      }
      const { vpcId, isolatedSubnetIds: subnetIds } = vpc;
      const { region, privateDns } = network;
      const made = new ExecuteApiEndpoint(
        name,
        { vpcId, subnetIds, region, privateDns, clients, tags },
        { provider: providerOf(providers, network.account) },
      );
      return [[name, { endpointId: made.endpointId, dnsName: made.dnsName, adopted: false }]];
    }),
  );
}

/** Attaches the corporate gateways and routes to them. */
export function corporateLinksOf(
  plan: Plan,
  { networks }: Topology,
  vpcs: Readonly<Record<string, VpcOutputs>>,
  providers: Providers,
  { tags }: StackSettings,
): void {
  for (const { network: name, gatewayId, ranges } of plan.corporateLinks) {
    const [network, vpc] = [networks[name], vpcs[name]];
    if (network === undefined || vpc === undefined) continue;
    const { vpcId, region, isolatedSubnetIds: subnetIds, routeTableIds } = vpc;
    new CorporateLink(
      `${name}.${gatewayId}`,
      { gatewayId, vpcId, region, ranges, subnetIds, routeTableIds, tags },
      { provider: providerOf(providers, network.account) },
    );
  }
}
