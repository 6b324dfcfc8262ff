import type * as pulumi from "@pulumi/pulumi";
import { PrivateDomain, type DomainCaller, type DomainEndpoint, type VpcOutputs } from "../components";
import { entryOf, type Named } from "./named";
import type { Endpoint } from "./networks";
import type { DomainPlan } from "./domainPlan";
import { inAccount, type Stack } from "./stack";

/** A private custom domain, as the policies and the stage behind it name it. */
export interface Domain {
  readonly domainName: string;
  readonly domainNameId: pulumi.Output<string>;
  readonly executionArn: pulumi.Output<string>;
}

/** The private custom domain of each API that has one, in the API's account. */
export function domainsOf(stack: Stack, vpcs: Named<VpcOutputs>, endpoints: Named<Endpoint>): Named<Domain> {
  return Object.fromEntries(
    stack.plan.domains.flatMap((plan): (readonly [string, Domain])[] => {
      const { region, account, domain } = entryOf(stack.topology.apis, plan.api);
      if (domain === undefined) return [];
      const { name: domainName, certificateArn } = domain;
      const { accounts } = plan;
      const made = new PrivateDomain(
        plan.api,
        {
          domainName,
          certificateArn,
          region,
          accounts,
          endpoints: callingEndpoints(stack, plan, endpoints),
          callers: callingNetworks(stack, plan, vpcs),
          tags: stack.settings.tags,
        },
        inAccount(stack, account),
      );
      return [[plan.api, made]];
    }),
  );
}

/** Whom the domain admits is whom the API admits. */
function callingEndpoints(
  { plan }: Stack,
  { api }: DomainPlan,
  endpoints: Named<Endpoint>,
): Named<DomainEndpoint> {
  return Object.fromEntries(
    plan.grants
      .filter((grant) => grant.api === api)
      .map(({ endpoint: network, ranges, refused = [] }) => {
        const { endpointId, dnsName = "", hostedZoneId = "", provider } = entryOf(endpoints, network);
        return [network, { endpointId, dnsName, hostedZoneId, ranges, refused, provider }];
      }),
  );
}

function callingNetworks(
  stack: Stack,
  { callers }: DomainPlan,
  vpcs: Named<VpcOutputs>,
): Named<DomainCaller> {
  return Object.fromEntries(
    callers.map(({ network, through }) => {
      const { vpcId, region } = entryOf(vpcs, network);
      const { account } = entryOf(stack.topology.networks, network);
      return [network, { vpcId, region, through, ...inAccount(stack, account) }];
    }),
  );
}
