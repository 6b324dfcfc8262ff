import * as pulumi from "@pulumi/pulumi";
import type { PublishedApi } from "./crossAccount";
import type { Front } from "./fronts";
import { entryOf, mapNamed, type Named } from "./named";
import type { Endpoint } from "./networks";
import type { Services } from "./services";
import type { Link, Topology } from "./topology/types";
import { domainForm, frontForms, urlForms, type FormName, type UrlForm } from "./urlForms";

/** How a network calls an API. */
export interface LinkOutput {
  readonly from: string;
  readonly to: string;
  readonly through: string;
  /** The recommended URL. */
  readonly url: string;
  /** Every URL form; those of an adopted endpoint's own name are known to AWS only. */
  readonly forms: Readonly<Partial<Record<FormName, UrlForm>>>;
}

/** How a network calls a service. */
export interface SubscriptionOutput {
  readonly from: string;
  readonly to: string;
  readonly url: string;
}

/** What a stack exports. */
export interface StackOutputs {
  readonly links: pulumi.Output<LinkOutput[]>;
  /** Endpoint ids, by network. */
  readonly endpoints: Named<pulumi.Output<string>>;
  /** REST API ids, by API. */
  readonly apis: Named<pulumi.Output<string>>;
  /** API keys, by API: secrets. */
  readonly apiKeys: Named<pulumi.Output<string>>;
  /** The DNS names of the load balancers before endpoints, by API. */
  readonly fronts: Named<pulumi.Output<string>>;
  /** The names that consumers' endpoints give, by service. */
  readonly services: Named<pulumi.Output<string>>;
  readonly subscriptions: pulumi.Output<SubscriptionOutput[]>;
  /** The topology with all defaults filled in, so that the state alone tells what was meant. */
  readonly topology: Topology;
}

/** What was made of a topology, by its names. */
export interface Made {
  readonly endpoints: Named<Endpoint>;
  readonly apis: Named<PublishedApi>;
  readonly fronts: Named<Front>;
  readonly services: Services;
}

/** The outputs of a stack. */
export function outputsOf(
  topology: Topology,
  { endpoints, apis, fronts, services: { published, subscribed } }: Made,
): StackOutputs {
  const endpointIds = mapNamed(endpoints, ({ endpointId }) => endpointId);
  const restApiIds = mapNamed(apis, ({ restApiId }) => restApiId);
  const frontNames = mapNamed(fronts, ({ dnsName }) => dnsName);
  // Resolved once for all links: an Output for each of thousands would take longer than the resources.
  const known = pulumi.all([
    pulumi.all(endpointIds),
    pulumi.all(mapNamed(endpoints, ({ dnsName }) => dnsName ?? "")),
    pulumi.all(restApiIds),
    pulumi.all(frontNames),
  ]);
  return {
    links: known.apply(([ids, dnsNames, apiIds, frontDnsNames]) =>
      topology.links.map((link) => linkOutput(link, topology, { ids, dnsNames, apiIds, frontDnsNames })),
    ),
    endpoints: endpointIds,
    apis: restApiIds,
    apiKeys: Object.fromEntries(
      Object.entries(apis).flatMap(([name, { apiKey }]) => (apiKey === undefined ? [] : [[name, apiKey]])),
    ),
    fronts: frontNames,
    services: mapNamed(published, ({ serviceName }) => serviceName),
    subscriptions: pulumi.all([...subscribed]),
    topology,
  };
}

/** What is known once the stack's endpoints and APIs are there, each by name. */
interface Known {
  readonly ids: Named<string>;
  /** The endpoints' own public names; empty of an adopted one. */
  readonly dnsNames: Named<string>;
  readonly apiIds: Named<string>;
  /** By API, of those that have a front. */
  readonly frontDnsNames: Named<string>;
}

function linkOutput({ from, to, through }: Link, { apis }: Topology, known: Known): LinkOutput {
  const { region, stage, domain, front } = entryOf(apis, to);
  const restApiId = entryOf(known.apiIds, to);
  const endpointDnsName = entryOf(known.dnsNames, through);
  const endpointId = entryOf(known.ids, through);
  const own = urlForms({ restApiId, region, stage, endpointId, endpointDnsName });
  const { default: byDefault, alias } = own;
  const byDomain = domain && domainForm(domain.name);
  const frontDnsName = front?.network === through ? known.frontDnsNames[to] : undefined;
  return {
    from,
    to,
    through,
    url: (byDomain ?? alias).url,
    forms: {
      ...(endpointDnsName === "" ? { default: byDefault, alias } : own),
      ...(frontDnsName !== undefined && frontForms({ restApiId, stage }, frontDnsName)),
      ...(byDomain && { domain: byDomain }),
    },
  };
}
