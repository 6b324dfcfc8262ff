import * as pulumi from "@pulumi/pulumi";
import type { InventoryBackend } from "../components";
import { linkOutputs, type Called, type LinkOutput } from "./linkOutputs";
import { mapNamed, type Named } from "./named";
import type { Services } from "./services";
import type { Topology } from "./topology/types";

export type { LinkOutput } from "./linkOutputs";

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
  /** The names of the tables that inventory APIs answer from, by API. */
  readonly tables: Named<pulumi.Output<string>>;
  /** The names that consumers' endpoints give, by service. */
  readonly services: Named<pulumi.Output<string>>;
  readonly subscriptions: pulumi.Output<SubscriptionOutput[]>;
  /** The topology with all defaults filled in, so that the state alone tells what was meant. */
  readonly topology: Topology;
}

/** What was made of a topology, by its names. */
export interface Made extends Called {
  readonly inventories: Named<InventoryBackend>;
  readonly services: Services;
}

/** The outputs of a stack. */
export function outputsOf(
  topology: Topology,
  { endpoints, apis, fronts, inventories, services: { published, subscribed } }: Made,
): StackOutputs {
  return {
    links: linkOutputs(topology.links, topology, { endpoints, apis, fronts }),
    endpoints: mapNamed(endpoints, ({ endpointId }) => endpointId),
    apis: mapNamed(apis, ({ restApiId }) => restApiId),
    apiKeys: Object.fromEntries(
      Object.entries(apis).flatMap(([name, { apiKey }]) => (apiKey === undefined ? [] : [[name, apiKey]])),
    ),
    fronts: mapNamed(fronts, ({ dnsName }) => dnsName),
    tables: mapNamed(inventories, ({ tableName }) => tableName),
    services: mapNamed(published, ({ serviceName }) => serviceName),
    subscriptions: pulumi.all([...subscribed]),
    topology,
  };
}
