import type { Endpoint, Instance, Interface, LoadBalancer, Model, Subnet } from "../model/facts";
import { interfaceEndpointsIn } from "../model/interfaceEndpoints";
import { peerAt, type Peer } from "./firewall";

/** What has an address. */
export type Holder = { readonly at: Interface; readonly subnet: Subnet } & (
  | { readonly kind: "endpoint"; readonly owner: Endpoint }
  | { readonly kind: "balancer"; readonly owner: LoadBalancer }
  | { readonly kind: "instance"; readonly owner: Instance }
);

/** By VPC and address. */
export type Holders = ReadonlyMap<string, ReadonlyMap<number, Holder>>;

/** Everybody who has an address in a VPC. */
export function holdersIn(model: Model): Holders {
  const byVpc = new Map<string, Map<number, Holder>>();
  const add = (vpcId: string, holder: Holder): void => {
    const own = byVpc.get(vpcId) ?? new Map<number, Holder>();
    byVpc.set(vpcId, own.set(holder.at.address, holder));
  };
  for (const owner of interfaceEndpointsIn(model)) {
    for (const at of owner.interfaces) {
      const subnet = model.subnets.get(at.subnetId);
      if (subnet !== undefined) add(owner.vpcId, { kind: "endpoint", owner, at, subnet });
    }
  }
  for (const owner of model.loadBalancers) {
    for (const at of owner.interfaces ?? []) {
      const subnet = model.subnets.get(at.subnetId);
      if (subnet !== undefined) add(subnet.vpcId, { kind: "balancer", owner, at, subnet });
    }
  }
  for (const owner of model.instances.values()) {
    const subnet = model.subnets.get(owner.at?.subnetId ?? "");
    if (owner.at !== undefined && subnet !== undefined)
      add(owner.vpcId, { kind: "instance", owner, at: owner.at, subnet });
  }
  return byVpc;
}

/** Whoever has an address, as the firewalls of others see it. */
export function asPeer({ at, subnet, owner }: Holder): Peer {
  const { groups } = owner;
  return at.told ? peerAt(at.address, groups) : { range: subnet.range, groups };
}
