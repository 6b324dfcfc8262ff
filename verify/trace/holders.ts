import type { Endpoint, Interface, LoadBalancer, Model, Subnet } from "../model/facts";

/** What has an address. */
export type Holder = { readonly at: Interface; readonly subnet: Subnet } & (
  | { readonly kind: "endpoint"; readonly owner: Endpoint }
  | { readonly kind: "balancer"; readonly owner: LoadBalancer }
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
  for (const owner of [...model.endpoints.values(), ...model.otherEndpoints.values()]) {
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
  return byVpc;
}
