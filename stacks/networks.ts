import * as pulumi from "@pulumi/pulumi";
import {
  CorporateLink,
  ExecuteApiEndpoint,
  Network,
  PublicNetwork,
  type PolicyEndpoint,
  type VpcOutputs,
} from "../components";
import type { KeyIn } from "./encryptionKeys";
import { entryOf, mapNamed, type Named } from "./named";
import type { Placing } from "./placing";
import { inAccount, type Stack } from "./stack";
import type { Network as NetworkEntry } from "./topology/types";

/** The VPC of each network: created, or adopted as it is. */
export function vpcsOf(stack: Stack, keyIn: KeyIn): Named<VpcOutputs> {
  return mapNamed(stack.topology.networks, (network, name) => {
    if (network.existing !== undefined) return adopted(network, network.existing);
    const { cidr, region, zones, account, publicSubnets } = network;
    const Kind = publicSubnets ? PublicNetwork : Network;
    const { flowLogs, tags } = stack.settings;
    const logged = flowLogs && { flowLogs, logKmsKeyArn: keyIn(account, region) };
    return new Kind(name, { cidr, region, zones, ...logged, tags }, inAccount(stack, account));
  });
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
export interface Endpoint extends PolicyEndpoint {
  readonly endpointId: pulumi.Output<string>;
  /** The endpoint's own public name; of an adopted endpoint only AWS knows it. */
  readonly dnsName: pulumi.Output<string> | undefined;
  /** The hosted zone of `dnsName`; like it, not known of an adopted endpoint. */
  readonly hostedZoneId: pulumi.Output<string> | undefined;
  /** Undefined of an adopted endpoint. */
  readonly component: pulumi.Resource | undefined;
}

/** The endpoint of each network that carries calls, by the network's name. */
export function endpointsOf(stack: Stack, vpcs: Named<VpcOutputs>): Named<Endpoint> {
  return Object.fromEntries(
    stack.plan.endpoints.map(({ network: name, clients, addresses }): [string, Endpoint] => {
      const { region, account, privateDns, existing } = entryOf(stack.topology.networks, name);
      const place = { region, ...inAccount(stack, account) };
      if (existing?.endpointId !== undefined) {
        const endpointId = pulumi.output(existing.endpointId);
        const untold = { dnsName: undefined, hostedZoneId: undefined, component: undefined };
        return [name, { ...place, ...untold, endpointId, adopted: true }];
      }
      const { vpcId, isolatedSubnetIds: subnetIds } = entryOf(vpcs, name);
      const pinned = addresses && { addresses };
      const component = new ExecuteApiEndpoint(
        name,
        { vpcId, subnetIds, region, privateDns, clients, ...pinned, tags: stack.settings.tags },
        inAccount(stack, account),
      );
      const { endpointId, dnsName, hostedZoneId } = component;
      return [name, { ...place, endpointId, dnsName, hostedZoneId, component }];
    }),
  );
}

/** Attaches the corporate gateways and routes to them. */
export function attachCorporate(stack: Stack, vpcs: Named<VpcOutputs>, placing: Placing): void {
  for (const { network, ranges } of stack.plan.corporateLinks) {
    const { vpcId, region, isolatedSubnetIds: subnetIds, routeTableIds } = entryOf(vpcs, network);
    new CorporateLink(
      network,
      { vpcId, region, ranges, subnetIds, routeTableIds, tags: stack.settings.tags },
      placing(network),
    );
  }
}
