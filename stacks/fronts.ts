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
      const targets = stack.plan.endpoints.find((endpoint) => endpoint.network === network)?.addresses ?? [];
      const place = { vpcId, subnetIds, region, tags: stack.settings.tags };
      const component = new NlbFront(
        api,
        { ...place, addresses, clients, targets, ...certificateOf(stack, api, network) },
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

/**
 * The certificate of the API's domain. A listener takes one of its own account only (source: "Services integrated with
 * ACM"): in another one TLS is passed on, and the endpoint shows the domain's certificate to whoever calls by that name.
 */
function certificateOf({ topology }: Stack, api: string, network: string) {
  const { domain, account } = entryOf(topology.apis, api);
  const idOf = (name: string): string => entryOf(topology.accounts, name).id;
  return domain !== undefined && idOf(account) === idOf(entryOf(topology.networks, network).account)
    ? { certificateArn: domain.certificateArn }
    : {};
}
