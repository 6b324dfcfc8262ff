import { PeeringLink, type PeeringSide, type VpcOutputs } from "../components";
import type { StackSettings } from "./networks";
import type { Plan } from "./plan";
import { providerOf, type Providers } from "./providers";
import type { Topology } from "./topology/types";

/** Peers the networks that call through each other's endpoints, of whatever accounts and regions. */
export function crossRegion(
  plan: Plan,
  topology: Topology,
  vpcs: Readonly<Record<string, VpcOutputs>>,
  providers: Providers,
  { tags }: StackSettings,
): void {
  const sideOf = (name: string): PeeringSide | undefined => {
    const [network, vpc] = [topology.networks[name], vpcs[name]];
    const account = network && topology.accounts[network.account];
    if (network === undefined || vpc === undefined || account === undefined) return undefined;
    const { vpcId, cidr, region, routeTableIds } = vpc;
    return {
      vpcId,
      cidr,
      region,
      routeTableIds,
      accountId: account.id,
      provider: providerOf(providers, network.account),
    };
  };
  for (const { requester, accepter } of plan.peerings) {
    const [from, to] = [sideOf(requester), sideOf(accepter)];
    if (from && to) new PeeringLink(`${requester}.${accepter}`, { requester: from, accepter: to, tags });
  }
}
