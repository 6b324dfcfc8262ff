import { GatewayEndpoint, InterfaceEndpoint, type VpcOutputs } from "../components";
import { gatewayArns } from "./gatewayArns";
import { entryOf, type Named } from "./named";
import type { Placing } from "./placing";
import { inAccount, type Stack } from "./stack";

/**
 * The ways of each network to AWS's own services. Gateway endpoints stand on every route table; interface endpoints admit
 * their own network and nobody else.
 */
export function awsServices(stack: Stack, vpcs: Named<VpcOutputs>, placing: Placing): void {
  const { topology, settings } = stack;
  for (const [name, { account, region, cidr, gateways, interfaces }] of Object.entries(topology.networks)) {
    const { vpcId, isolatedSubnetIds: subnetIds, routeTableIds } = entryOf(vpcs, name);
    const common = { vpcId, region, tags: settings.tags };
    for (const gateway of gateways) {
      const narrowed = gatewayArns(gateway, region, entryOf(topology.accounts, account).id);
      const args = { ...common, service: gateway.service, routeTableIds, ...narrowed };
      new GatewayEndpoint(`${name}.${gateway.service}`, args, inAccount(stack, account));
    }
    for (const { service, privateDns } of interfaces) {
      const args = { ...common, service, subnetIds, clients: [cidr], privateDns };
      new InterfaceEndpoint(`${name}.${service}`, args, placing(name));
    }
  }
}
