import { PeeringLink, type PeeringSide, type VpcOutputs } from "../components";
import { entryOf, type Named } from "./named";
import { inAccount, type Stack } from "./stack";

/** Peers the networks that call through each other's endpoints, of whatever accounts and regions. */
export function crossRegion(stack: Stack, vpcs: Named<VpcOutputs>): void {
  const sideOf = (name: string): PeeringSide => {
    const { account } = entryOf(stack.topology.networks, name);
    const { vpcId, cidr, region, routeTableIds } = entryOf(vpcs, name);
    const accountId = entryOf(stack.topology.accounts, account).id;
    return { vpcId, cidr, region, routeTableIds, accountId, ...inAccount(stack, account) };
  };
  for (const { requester, accepter } of stack.plan.peerings) {
    new PeeringLink(`${requester}.${accepter}`, {
      requester: sideOf(requester),
      accepter: sideOf(accepter),
      tags: stack.settings.tags,
    });
  }
}
