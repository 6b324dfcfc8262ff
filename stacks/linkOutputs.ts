import * as pulumi from "@pulumi/pulumi";
import type { PublishedApi } from "./crossAccount";
import type { Front } from "./fronts";
import { entryOf, mapNamed, type Named } from "./named";
import type { Endpoint } from "./networks";
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

/** What calls go to and through, by name. */
export interface Called {
  readonly endpoints: Named<Endpoint>;
  readonly apis: Named<PublishedApi>;
  readonly fronts: Named<Front>;
}

/** How each of these links is called. Nothing but what they name is waited for. */
export function linkOutputs(
  links: readonly Link[],
  topology: Topology,
  { endpoints, apis, fronts }: Called,
): pulumi.Output<LinkOutput[]> {
  const carriers = among(
    endpoints,
    links.map(({ through }) => through),
  );
  const targets = links.map(({ to }) => to);
  // Resolved once for all links: an Output for each of thousands would take longer than the resources.
  const known = pulumi.all([
    pulumi.all(mapNamed(carriers, ({ endpointId }) => endpointId)),
    pulumi.all(mapNamed(carriers, ({ dnsName }) => dnsName ?? "")),
    pulumi.all(mapNamed(among(apis, targets), ({ restApiId }) => restApiId)),
    pulumi.all(mapNamed(among(fronts, targets), ({ dnsName }) => dnsName)),
  ]);
  return known.apply(([ids, dnsNames, apiIds, frontDnsNames]) =>
    links.map((link) => linkOutput(link, topology, { ids, dnsNames, apiIds, frontDnsNames })),
  );
}

/** The entries of these names that there are. */
function among<Entry>(entries: Named<Entry>, names: readonly string[]): Named<Entry> {
  const wanted = new Set(names);
  return Object.fromEntries(Object.entries(entries).filter(([name]) => wanted.has(name)));
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
