import * as pulumi from "@pulumi/pulumi";
import type { PublishedApi } from "./crossAccount";
import type { Endpoint } from "./networks";
import type { Link, Topology } from "./topology/types";
import { urlForms, type FormName, type UrlForm } from "./urlForms";

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

/** What a stack exports. */
export interface StackOutputs {
  readonly links: pulumi.Output<LinkOutput[]>;
  /** Endpoint ids, by network. */
  readonly endpoints: Readonly<Record<string, pulumi.Output<string>>>;
  /** REST API ids, by API. */
  readonly apis: Readonly<Record<string, pulumi.Output<string>>>;
  /** API keys, by API: secrets. */
  readonly apiKeys: Readonly<Record<string, pulumi.Output<string>>>;
  /** The topology with all defaults filled in, so that the state alone tells what was meant. */
  readonly topology: Topology;
}

/** The outputs of a stack. */
export function outputsOf(
  topology: Topology,
  endpoints: Readonly<Record<string, Endpoint>>,
  apis: Readonly<Record<string, PublishedApi>>,
): StackOutputs {
  const published = Object.entries(apis);
  // Resolved once for all links: an Output for each of thousands would take longer than the resources.
  const restApiIds = Object.fromEntries(published.map(([name, { restApiId }]) => [name, restApiId]));
  const ids = pulumi.all([pulumi.all(endpoints), pulumi.all(restApiIds)]);
  return {
    links: ids.apply(([knownEndpoints, knownApis]) =>
      topology.links.map((link) =>
        linkOutput(link, topology, { endpoints: knownEndpoints, apis: knownApis }),
      ),
    ),
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([name, { endpointId }]) => [name, endpointId]),
    ),
    apis: restApiIds,
    apiKeys: Object.fromEntries(
      published.flatMap(([name, { apiKey }]) => (apiKey === undefined ? [] : [[name, apiKey] as const])),
    ),
    topology,
  };
}

/** The endpoints and APIs of a stack once their ids are known. */
interface KnownIds {
  readonly endpoints: Readonly<
    Record<string, { readonly endpointId: string; readonly dnsName: string | undefined }>
  >;
  readonly apis: Readonly<Record<string, string>>;
}

function linkOutput({ from, to, through }: Link, { apis }: Topology, known: KnownIds): LinkOutput {
  const { region = "", stage = "" } = apis[to] ?? {};
  const { endpointId = "", dnsName } = known.endpoints[through] ?? {};
  const forms = urlForms({
    restApiId: known.apis[to] ?? "",
    region,
    stage,
    endpointId,
    endpointDnsName: dnsName ?? "",
  });
  const { default: byDefault, alias } = forms;
  return {
    from,
    to,
    through,
    url: alias.url,
    forms: dnsName === undefined ? { default: byDefault, alias } : forms,
  };
}
