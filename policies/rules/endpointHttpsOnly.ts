import { notKnown, nothing, stackRule, together, violation, type Found } from "../rule";
import { isPrivateLink, serviceOf } from "../stack/endpoints";
import { everywhere } from "../stack/everywhere";
import { groupTypes, ingressIn, type Ingress } from "../stack/ingress";
import type { Resource, StackResources } from "../stack/resources";
import { types } from "../types";

/**
 * Services of AWS whose interface endpoints take more than HTTPS. Sources: each service's own guide, "interface VPC
 * endpoints": Amazon SES, AWS Transfer Family, Amazon Keyspaces, AWS IoT Core, Amazon AppStream 2.0.
 */
const otherProtocols: ReadonlySet<string> = new Set([
  "email-smtp",
  "transfer.server",
  "cassandra",
  "cassandra-fips",
  "iot.data",
  "appstream.streaming",
]);

/** A group that endpoints have, and whether all that they are for is HTTPS. */
interface EndpointGroup {
  readonly key: string;
  readonly resource: Resource | undefined;
  readonly endpoint: Resource;
  readonly isHttpsOnly: boolean;
}

/**
 * Binds the security groups of interface endpoints, and no others: 443 by TCP only, where the service is one of AWS's that
 * speak HTTPS; from everywhere never, whoever's service it is.
 */
export const endpointHttpsOnly = stackRule(
  {
    name: "endpoint-https-only",
    description:
      "Security groups of interface endpoints let in TCP 443 only, and never from 0.0.0.0/0 or ::/0.",
    configSchema: {
      properties: { servicesWithOtherPorts: { type: "array", items: { type: "string" } } },
    },
  },
  (resources, { servicesWithOtherPorts: more = [] }) => {
    const others = new Set([...otherProtocols, ...(more as readonly string[])]);
    const { groups, unknown } = groupsOfEndpoints(resources, others);
    const rules = ingressIn(resources);
    const strays = rules
      .filter(({ group }) => group === "unknown")
      .map(({ where }) => `${where}.securityGroupId`);
    return together([
      { violations: [], unknown: groups.length > 0 ? [...unknown, ...strays] : unknown },
      ...groups.map((group) =>
        judged(
          group,
          rules.filter((rule) => rule.group === group.key),
        ),
      ),
    ]);
  },
);

function groupsOfEndpoints(
  resources: StackResources,
  others: ReadonlySet<string>,
): { readonly groups: readonly EndpointGroup[]; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const groups = new Map<string, EndpointGroup>();
  const endpoints = resources.of(types.endpoint).filter(isPrivateLink);
  const add = (endpoint: Resource, holder: Resource, property: string): void => {
    const references = resources.references(holder, property, ...groupTypes);
    if (references === undefined) unknown.push(`${holder.name}.${property}`);
    const service = serviceOf(endpoint);
    const isHttpsOnly = service !== undefined && !others.has(service);
    for (const reference of references ?? []) {
      const before = groups.get(reference.key);
      if (before?.isHttpsOnly === true) continue;
      const resource = reference.kind === "here" ? reference.resource : undefined;
      groups.set(reference.key, { key: reference.key, resource, endpoint, isHttpsOnly });
    }
  };
  for (const endpoint of endpoints) add(endpoint, endpoint, "securityGroupIds");
  for (const association of resources.of(types.endpointSecurityGroup)) {
    const endpoint = resources.reference(association, "vpcEndpointId", types.endpoint);
    if (endpoint === "unknown") unknown.push(`${association.name}.vpcEndpointId`);
    else if (endpoint?.kind === "here") add(endpoint.resource, association, "securityGroupId");
  }
  return { groups: [...groups.values()], unknown };
}

function judged(group: EndpointGroup, rules: readonly Ingress[]): Found {
  const known = rules.filter(({ isKnown }) => isKnown);
  const of = `the interface endpoint ${group.endpoint.name}`;
  const everywhereIn = everywhere(rules.flatMap(({ ranges }) => ranges));
  const wide = rules.filter(({ ranges }) => everywhere(ranges).length > 0);
  return together([
    notKnown(...rules.filter(({ isKnown }) => !isKnown).map(({ where }) => where)),
    ...known
      .filter((rule) => group.isHttpsOnly && !isHttps(rule))
      .map(({ where, holder, ...ports }) =>
        violation(
          `${where} lets ${portsOf(ports)} in to ${of}, which answers to HTTPS only. ` +
            "Let TCP 443 in and nothing else; give whatever needs other ports a group of its own.",
          holder,
        ),
      ),
    ...wide.map(({ where, holder, ranges }) =>
      violation(
        `${where} lets ${everywhere(ranges).join(" and ")} in to ${of}. Let in the ranges of its callers only.`,
        holder,
      ),
    ),
    wide.length === 0 && everywhereIn.length > 0
      ? violation(
          `the rules of ${group.resource?.name ?? group.key} together let ${everywhereIn.join(" and ")} in to ${of}. ` +
            "Let in the ranges of its callers only.",
          group.resource,
        )
      : nothing,
  ]);
}

function isHttps({ protocol, from, to }: Pick<Ingress, "protocol" | "from" | "to">): boolean {
  return (
    (String(protocol).toLowerCase() === "tcp" || String(protocol) === "6") &&
    Number(from) === 443 &&
    Number(to) === 443
  );
}

function portsOf({ protocol, from, to }: Pick<Ingress, "protocol" | "from" | "to">): string {
  if (String(protocol) === "-1" || protocol === "all") return "every protocol and port";
  return `${String(protocol)} ${from === to ? String(from) : `${String(from)} to ${String(to)}`}`;
}
