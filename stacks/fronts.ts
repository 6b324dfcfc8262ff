import type * as pulumi from "@pulumi/pulumi";
import { NlbFront, type VpcOutputs } from "../components";
import type { PublishedApi } from "./crossAccount";
import { entryOf, type Named } from "./named";
import { inAccount, type Stack } from "./stack";

/** The load balancer before an endpoint. */
export interface Front {
  readonly dnsName: pulumi.Output<string>;
  readonly component: pulumi.Resource;
}

/** The front of each API that has one, in the account of the network that it stands in. */
export function frontsOf(stack: Stack, vpcs: Named<VpcOutputs>, apis: Named<PublishedApi>): Named<Front> {
  return Object.fromEntries(
    stack.plan.fronts.map(({ api, network, addresses, clients }) => {
      const { vpcId, isolatedSubnetIds: subnetIds, region } = entryOf(vpcs, network);
      const { domain } = entryOf(stack.topology.apis, api);
      const targets = stack.plan.endpoints.find((endpoint) => endpoint.network === network)?.addresses ?? [];
      const place = { vpcId, subnetIds, region, tags: stack.settings.tags };
      const certificate = domain && { certificateArn: domain.certificateArn };
      const component = new NlbFront(
        api,
        { ...place, addresses, clients, targets, ...certificate },
        {
          ...inAccount(stack, entryOf(stack.topology.networks, network).account),
          // The front's addresses lie in a range that the other APIs behind the endpoint may admit: until what refuses them
          // there is published, the front must pass nothing on.
          dependsOn: stack.plan.grants
            .filter(({ endpoint }) => endpoint === network)
            .map((grant) => entryOf(apis, grant.api).stage),
        },
      );
      return [api, { dnsName: component.dnsName, component }];
    }),
  );
}
