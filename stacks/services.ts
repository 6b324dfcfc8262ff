import type * as pulumi from "@pulumi/pulumi";
import { EndpointService, ServiceConsumer, type Acceptance, type VpcOutputs } from "../components";
import { entryOf, mapNamed, type Named } from "./named";
import { servicePlanOf } from "./servicePlan";
import type { Placing } from "./placing";
import { inAccount, type Stack } from "./stack";

/** A network's way to a service. */
export interface Subscribed {
  readonly from: string;
  readonly to: string;
  readonly url: pulumi.Output<string>;
}

/** The services as they were published, and how the networks that subscribe reach them. */
export interface Services {
  readonly published: Named<EndpointService>;
  readonly subscribed: readonly Subscribed[];
}

/** Publishes the services in their networks' accounts, and connects the subscribed networks to them. */
export function services(stack: Stack, vpcs: Named<VpcOutputs>, placing: Placing): Services {
  const { topology, settings } = stack;
  const plan = servicePlanOf(topology);
  const accountOf = (network: string) => inAccount(stack, entryOf(topology.networks, network).account);

  const published = mapNamed(topology.services, ({ network, port, instances, acceptance, regions }, name) => {
    const { vpcId, region, isolatedSubnetIds: subnetIds } = entryOf(vpcs, network);
    const { accounts: consumers, ranges: clients } = entryOf(plan.audiences, name);
    const place = { vpcId, region, subnetIds };
    const args = { port, instances, acceptance, regions, consumers, clients, tags: settings.tags };
    return new EndpointService(name, { ...place, ...args }, placing(network));
  });

  const subscribed = plan.consumers.map(({ from, to, subnets, accepts }): Subscribed => {
    const { network, port } = entryOf(topology.services, to);
    const { region: serviceRegion } = entryOf(topology.networks, network);
    const { serviceName, serviceId } = entryOf(published, to);
    const { vpcId, region, cidr, isolatedSubnetIds } = entryOf(vpcs, from);
    const acceptance: Acceptance = { serviceId, region: serviceRegion, ...accountOf(network) };
    const { url } = new ServiceConsumer(
      `${from}.${to}`,
      {
        vpcId,
        region,
        subnetIds: isolatedSubnetIds.filter((_, index) => subnets.includes(index)),
        serviceName,
        serviceRegion,
        port,
        clients: [cidr],
        ...(accepts && { acceptance }),
        tags: settings.tags,
      },
      placing(from),
    );
    return { from, to, url };
  });
  return { published, subscribed };
}
