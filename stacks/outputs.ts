import * as pulumi from "@pulumi/pulumi";
import type { PublishedApi } from "./crossAccount";
import type { Endpoint } from "./networks";
import type { Topology } from "./topology/types";
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
  return {
    links: pulumi.all(
      topology.links.map(({ from, to, through }) => {
        const endpoint = endpoints[through];
        return pulumi
          .all([apis[to]?.restApiId ?? "", endpoint?.endpointId ?? "", endpoint?.dnsName ?? ""])
          .apply(([restApiId, endpointId, endpointDnsName]): LinkOutput => {
            const { region = "", stage = "" } = topology.apis[to] ?? {};
            const forms = urlForms({ restApiId, region, stage, endpointId, endpointDnsName });
            const { default: byDefault, alias } = forms;
            const known = endpointDnsName === "" ? { default: byDefault, alias } : forms;
            return { from, to, through, url: alias.url, forms: known };
          });
      }),
    ),
    endpoints: Object.fromEntries(Object.entries(endpoints).map(([name, { endpointId }]) => [name, endpointId])),
    apis: Object.fromEntries(published.map(([name, { restApiId }]) => [name, restApiId])),
    apiKeys: Object.fromEntries(
      published.flatMap(([name, { apiKey }]) => (apiKey === undefined ? [] : [[name, apiKey] as const])),
    ),
    topology,
  };
}
