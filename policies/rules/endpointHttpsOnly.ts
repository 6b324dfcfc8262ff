import { groupBy } from "../../components/groupBy";
import { unknown } from "../../lab/state";
import { notKnown, nothing, notTold, stackRule, together, violation, type Found } from "../rule";
import { isPrivateLink, serviceOf, unknownOf } from "../stack/endpoints";
import { ingressIn, type Ingress } from "../stack/ingress";
import { reachOf } from "../stack/reach";
import type { Resource, StackResources } from "../stack/resources";
import { defaultGroupOf, groupTypes, keyOfGroup } from "../stack/securityGroups";
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

/** A group that an endpoint has. */
interface EndpointGroup {
  readonly key: string;
  readonly endpoint: Resource;
}

/**
 * Binds the security groups of interface endpoints, and no others: 443 by TCP only, where the service is one of AWS's that
 * speak HTTPS; from everywhere never, whoever's service it is, nor from more of the internet than anybody has.
 */
export const endpointHttpsOnly = stackRule(
  {
    name: "endpoint-https-only",
    description:
      "Security groups of interface endpoints let in TCP 443 only, and never from 0.0.0.0/0, ::/0 or most of either.",
    configSchema: {
      properties: { servicesWithOtherPorts: { type: "array", items: { type: "string" } } },
    },
  },
  (resources, { servicesWithOtherPorts: more = [] }) => {
    const others = new Set([...otherProtocols, ...(more as readonly string[])]);
    const rules = ingressIn(resources);
    const { groups, found } = groupsOfEndpoints(resources);
    const strays = rules
      .filter(({ group }) => group === "unknown")
      .map(({ where }) => `${where}.securityGroupId`);
    const byEndpoint = groupBy(groups, ({ endpoint }) => endpoint.urn);
    return together([
      found,
      groups.length > 0 ? notKnown(...strays) : nothing,
      ...rulesOfGroups(groups, rules, others),
      ...[...byEndpoint.values()].map((own) =>
        reached(
          own,
          rules.filter(({ group }) => own.some(({ key }) => key === group)),
        ),
      ),
    ]);
  },
);

function groupsOfEndpoints(resources: StackResources): {
  readonly groups: readonly EndpointGroup[];
  readonly found: Found;
} {
  const endpoints = resources.of(types.endpoint);
  const open = endpoints.flatMap(unknownOf);
  const groups: EndpointGroup[] = [];
  const associations = resources.of(types.endpointSecurityGroup).map((association) => ({
    association,
    of: resources.reference(association, "vpcEndpointId", types.endpoint),
  }));
  const add = (endpoint: Resource, holder: Resource, property: string): void => {
    const references = resources.references(holder, property, ...groupTypes);
    if (references === undefined) open.push(`${holder.name}.${property}`);
    groups.push(
      ...(references ?? []).map((reference) => ({ key: keyOfGroup(resources, reference), endpoint })),
    );
  };
  for (const endpoint of endpoints.filter(isPrivateLink)) {
    const vpc = resources.reference(endpoint, "vpcId", types.vpc);
    const isReplaced = associations.some(
      ({ association, of }) =>
        association.properties["replaceDefaultAssociation"] === true &&
        typeof of === "object" &&
        of.key === endpoint.urn,
    );
    if (isReplaced) continue;
    if (!isLeftToItsVpc(endpoint)) add(endpoint, endpoint, "securityGroupIds");
    else if (vpc === "unknown") open.push(`${endpoint.name}.vpcId`);
    else if (vpc?.kind === "here") groups.push({ key: defaultGroupOf(resources, vpc.resource), endpoint });
  }
  for (const { association, of: endpoint } of associations) {
    if (endpoint === "unknown") open.push(`${association.name}.vpcEndpointId`);
    else if (endpoint?.kind === "here") add(endpoint.resource, association, "securityGroupId");
  }
  return { groups, found: notKnown(...open) };
}

/** Without groups of its own, AWS gives an endpoint the default one of its VPC. Source: "Create an interface endpoint" of the AWS PrivateLink guide. */
function isLeftToItsVpc({ properties: { securityGroupIds }, madeFrom }: Resource): boolean {
  if (securityGroupIds === unknown) return (madeFrom["securityGroupIds"] ?? []).length === 0;
  return (
    securityGroupIds === undefined ||
    securityGroupIds === null ||
    (Array.isArray(securityGroupIds) && securityGroupIds.length === 0)
  );
}

/** Each group once, as the endpoint sees it that demands the most. */
function rulesOfGroups(
  groups: readonly EndpointGroup[],
  rules: readonly Ingress[],
  others: ReadonlySet<string>,
): readonly Found[] {
  return [...groupBy(groups, ({ key }) => key)].map(([key, sharing]) => {
    const strict = sharing.find(({ endpoint }) => {
      const service = serviceOf(endpoint);
      return service !== undefined && !others.has(service);
    });
    const { endpoint } = strict ?? sharing[0] ?? {};
    const own = rules.filter(({ group }) => group === key);
    return endpoint === undefined
      ? nothing
      : together(own.map((rule) => judged(rule, endpoint, strict !== undefined)));
  });
}

function judged(rule: Ingress, endpoint: Resource, isHttpsOnly: boolean): Found {
  const { where, holder, ranges, foreignLists, isKnown } = rule;
  const of = `the interface endpoint ${endpoint.name}`;
  const wide = reachOf(ranges).map(({ shown }) => shown);
  return together([
    isKnown ? nothing : notKnown(where),
    notTold(...foreignLists),
    isHttpsOnly && !mayBeHttps(rule)
      ? violation(
          `${where} lets ${portsOf(rule)} in to ${of}, which answers to HTTPS only. ` +
            "Let TCP 443 in and nothing else; give whatever needs other ports a group of its own.",
          holder,
        )
      : nothing,
    wide.length > 0
      ? violation(
          `${where} lets ${wide.join(" and ")} in to ${of}. Let in the ranges of its callers only.`,
          holder,
        )
      : nothing,
  ]);
}

/** What rules of one group or of several let in together, and none of them by itself. */
function reached([group]: readonly EndpointGroup[], rules: readonly Ingress[]): Found {
  if (group === undefined) return nothing;
  const { endpoint } = group;
  const single = rules.flatMap(({ ranges }) => reachOf(ranges));
  const together = reachOf(rules.flatMap(({ ranges }) => ranges)).filter(
    ({ family, isEverywhere }) =>
      !single.some((each) => each.family === family && (each.isEverywhere || !isEverywhere)),
  );
  if (together.length === 0) return nothing;
  return violation(
    `the rules of the groups of ${endpoint.name} together let ${together.map(({ shown }) => shown).join(" and ")} in ` +
      "to this interface endpoint. Let in the ranges of its callers only.",
    endpoint,
  );
}

/** Whether nothing that is known of a rule tells that it is for something else. */
function mayBeHttps({ protocol, from, to }: Pick<Ingress, "protocol" | "from" | "to">): boolean {
  const isOpen = (value: unknown): boolean =>
    value === unknown || (protocol === unknown && value === undefined);
  return (
    (isOpen(protocol) || String(protocol).toLowerCase() === "tcp" || String(protocol) === "6") &&
    [from, to].every((port) => isOpen(port) || Number(port) === 443)
  );
}

function portsOf({ protocol, from, to }: Pick<Ingress, "protocol" | "from" | "to">): string {
  if (String(protocol) === "-1" || protocol === "all") return "every protocol and port";
  const [name, first, last] = [protocol, from, to].map((value) => (value === unknown ? "?" : String(value)));
  return `${name} ${first === last ? first : `${first} to ${last}`}`;
}
