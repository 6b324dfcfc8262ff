import { awsService } from "../../components/awsServices";
import { partitionOf } from "../../components/partitions";
import type { DnsRecord, Endpoint, HostedZone, Interface, Model, RestApi, Vpc } from "../model/facts";
import { addressOf, contains, rangeOf } from "../model/addresses";
import { normalName } from "../model/dnsName";
import { interfaceEndpointsIn } from "../model/interfaceEndpoints";
import { nameIn } from "../model/names";
import { privateRanges } from "../model/privateRanges";
import { parseServiceName } from "../model/serviceNames";
import { types } from "../model/types";
import { apiNameIn } from "./apiName";
import { awsNameIn } from "./awsName";
import type { DnsAnswer, PublicService, Source } from "./types";

/** Answers names as the resolver of a source does. */
export type Resolve = (source: Source, name: string) => DnsAnswer;

/** An alias that leads to aliases leads on at most so often. */
const longestChain = 8;

/**
 * The resolvers: that of each VPC, with the private zones that it is associated with, and a public one, which everybody
 * else asks. Networks without a private zone of their own see the same, so they share their answers.
 */
export function resolverOf(model: Model): Resolve {
  const publicNames = publicNamesOf(model);
  const publicAnswers = new Map<string, DnsAnswer>();
  const publicAliases = publicAliasesIn(model);
  const askPublic = (name: string, depth = 0): DnsAnswer => {
    const alias = publicAliases.get(name);
    if (alias !== undefined) return depth >= longestChain ? inCircle(name) : askPublic(alias, depth + 1);
    const known = publicAnswers.get(name);
    if (known !== undefined) return known;
    const answer = publicAnswer(name, model, publicNames);
    publicAnswers.set(name, answer);
    return answer;
  };
  const vague = model.zones.find(({ isKnown }) => !isKnown);
  const zonesByVpc = new Map<string, readonly PrivateZone[]>();
  const zonesOf = (vpc: Vpc): readonly PrivateZone[] => {
    const zones = zonesByVpc.get(vpc.id) ?? privateZonesOf(vpc, model);
    zonesByVpc.set(vpc.id, zones);
    return zones;
  };
  const askVpc = (vpc: Vpc, name: string, depth: number): DnsAnswer => {
    if (vpc.dnsSupport === undefined)
      return { kind: "unknown", says: `whether ${vpc.label} has DNS support on is not known` };
    if (!vpc.dnsSupport) {
      const says = `${vpc.label} has DNS support off, so nothing answers its workloads`;
      return { kind: "nxdomain", says, mend: "turn on enableDnsSupport of the VPC" };
    }
    const answer = answerIn(vpc, name, depth);
    return vague === undefined || answer.kind === "private"
      ? answer
      : { kind: "unknown", says: `whether the hosted zone ${vague.label} holds ${name} is not known` };
  };
  const answerIn = (vpc: Vpc, name: string, depth: number): DnsAnswer => {
    const follow = (alias: string): DnsAnswer =>
      depth >= longestChain ? inCircle(name) : askVpc(vpc, alias, depth + 1);
    const zone = zonesOf(vpc).find(({ name: apex }) => name === apex || name.endsWith(`.${apex}`));
    if (zone !== undefined) return zone.answer(name, follow);
    const alias = publicAliases.get(name);
    return alias === undefined ? askPublic(name) : follow(alias);
  };
  return (source, name) => {
    const asked = normalName(name);
    // No name of the root zone ends in a digit, so most names need no closer look.
    const literal = endsInDigit.test(asked) ? rangeOf(`${asked}/32`) : undefined;
    if (literal !== undefined) return itself(asked, literal.first);
    if (source.kind !== "workload" && source.kind !== "public") return askPublic(asked);
    const vpc = model.vpcs.get(source.vpcId);
    return vpc === undefined
      ? { kind: "unknown", says: `no VPC ${source.vpcId} is among the resources` }
      : askVpc(vpc, asked, 0);
  };
}

function inCircle(name: string): DnsAnswer {
  return { kind: "unknown", says: `${name} is an alias that leads in a circle` };
}

const endsInDigit = /\d$/;

function itself(name: string, address: number): DnsAnswer {
  return privateRanges.some((range) => contains(range, address))
    ? { kind: "private", addresses: [{ address, told: true }], says: `${name} is an address itself` }
    : { kind: "unknown", says: `whose address ${name} is is not known` };
}

/** A zone that answers in certain VPCs instead of public DNS, also by saying that there is no such name. */
interface PrivateZone {
  readonly name: string;
  readonly answer: (name: string, follow: (alias: string) => DnsAnswer) => DnsAnswer;
}

/** The most specific zone comes first: Route 53 asks that one and no other. */
function privateZonesOf(vpc: Vpc, model: Model): readonly PrivateZone[] {
  const own = interfaceEndpointsIn(model).filter(({ vpcId }) => vpcId === vpc.id);
  const zones = [
    ...own.flatMap((endpoint) => managedZones(endpoint, vpc)),
    ...model.zones.filter(({ vpcIds }) => vpcIds?.has(vpc.id) === true).map((zone) => userZone(zone, vpc)),
  ];
  return zones.sort((one, other) => other.name.length - one.name.length);
}

/**
 * The zones that AWS keeps for an endpoint with private DNS, one a name. That of API Gateway holds the wildcard, and so
 * captures every API's name; most others hold the service's own name alone.
 */
function managedZones(endpoint: Endpoint, vpc: Vpc): readonly PrivateZone[] {
  if (endpoint.privateDns === false || vpc.dnsHostnames === false) return [];
  const isUnknown = endpoint.privateDns === undefined || vpc.dnsHostnames === undefined;
  const names = new Set(endpoint.privateNames);
  if (endpoint.serviceName === "") return [vagueZone(endpoint)];
  const apexes = new Set(endpoint.privateNames.map((name) => name.replace(/^\*\./, "")));
  return [...apexes].map((apex) => ({
    name: apex,
    answer: (name) => {
      if (isUnknown)
        return { kind: "unknown", says: `whether ${endpoint.label} has private DNS on is not known` };
      if (names.has(name === apex ? apex : `*.${apex}`))
        return addresses(endpoint.interfaces, `private DNS of ${endpoint.label}`);
      return { kind: "nxdomain", says: `the private zone ${apex} of ${endpoint.label} holds no ${name}` };
    },
  }));
}

/** An endpoint whose service is not known may have any name of its region's services. */
function vagueZone({ label, region }: Endpoint): PrivateZone {
  return {
    name: `${region}.${partitionOf(region).dnsSuffix}`,
    answer: (name) => ({
      kind: "unknown",
      says: `whether private DNS of ${label} answers ${name} is not known`,
    }),
  };
}

function userZone(zone: HostedZone, vpc: Vpc): PrivateZone {
  return {
    name: zone.name,
    answer: (name, follow) => {
      const record =
        zone.records.get(name) ?? wildcardsFor(name).flatMap((each) => zone.records.get(each) ?? [])[0];
      if (record === undefined) {
        const says = `the private hosted zone ${zone.label}, which answers in ${vpc.label}, holds no ${name}`;
        return { kind: "nxdomain", says, mend: `add an alias record ${name} to the zone` };
      }
      const [alias] = record.aliases;
      if (alias !== undefined) return follow(alias);
      return {
        kind: "private",
        addresses: record.addresses.map((address) => ({ address, told: true })),
        says: `${name} resolves to ${record.addresses.map(addressOf).join(", ")} by ${record.label}`,
      };
    },
  };
}

/** A wildcard stands for any number of labels; the longest name counts. Source: RFC 4592. */
function wildcardsFor(name: string): readonly string[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, index) => ["*", ...labels.slice(index + 1)].join("."));
}

/** Names that public DNS holds because something among the resources has them. */
type PublicNames = ReadonlyMap<string, () => DnsAnswer>;

function publicNamesOf(model: Model): PublicNames {
  return new Map<string, () => DnsAnswer>([
    ...interfaceEndpointsIn(model).flatMap((endpoint) =>
      endpoint.names.map(({ name, zone }) => [name, () => ownName(endpoint, zone, model)] as const),
    ),
    ...model.loadBalancers.map(
      (balancer) =>
        [
          balancer.dnsName,
          (): DnsAnswer =>
            balancer.interfaces === undefined
              ? { kind: "unknown", says: `the addresses of ${balancer.label} are not known` }
              : addresses(balancer.interfaces, balancer.label),
        ] as const,
    ),
    ...[...model.domains.values()].map(
      ({ name, label }) =>
        [
          name,
          (): DnsAnswer => ({
            kind: "nxdomain",
            says: `the private custom domain ${label} has no public record`,
            mend: "associate a private hosted zone that holds it with the caller's VPC",
          }),
        ] as const,
    ),
    // After the domains: one of them may have a public record for all that.
    ...publicRecordsIn(model).map(
      ([name, { addresses: listed, label }]) =>
        [
          name,
          (): DnsAnswer => ({
            kind: "private",
            addresses: listed.map((address) => ({ address, told: true })),
            says: `${name} resolves by ${label}`,
          }),
        ] as const,
    ),
  ]);
}

function publicRecordsIn({ zones }: Model): readonly (readonly [name: string, record: DnsRecord])[] {
  return zones.filter(({ vpcIds }) => vpcIds === undefined).flatMap(({ records }) => [...records]);
}

/** What a name of a public zone is an alias of. */
function publicAliasesIn(model: Model): ReadonlyMap<string, string> {
  return new Map(
    publicRecordsIn(model).flatMap(
      ([
        name,
        {
          aliases: [alias],
        },
      ]) => (alias === undefined ? [] : [[name, alias] as const]),
    ),
  );
}

function ownName(endpoint: Endpoint, zone: string | undefined, { subnets }: Model): DnsAnswer {
  const there = endpoint.interfaces.filter(
    ({ subnetId }) => zone === undefined || subnets.get(subnetId)?.zone === zone,
  );
  return addresses(there, `the own name of ${endpoint.label}`);
}

function publicAnswer(name: string, model: Model, names: PublicNames): DnsAnswer {
  const own = names.get(name) ?? belowEndpoint(name, names);
  if (own !== undefined) return own();
  const named = apiNameIn(name);
  if (named === undefined) return serviceName(name, model);
  const { restApiId, endpointId, region } = named;
  const api = model.apis.get(restApiId);
  if (api === undefined && model.complete.has(types.restApi)) {
    const says = `${name} does not exist, since the API ${nameIn(model.names.apis, restApiId) ?? restApiId} does not`;
    return { kind: "nxdomain", says, mend: "make the API again" };
  }
  if (api?.region !== region)
    return { kind: "unknown", says: `no API ${restApiId} is among the resources in ${region}` };
  return endpointId === undefined ? defaultName(name, api) : aliasName(name, api, endpointId, model);
}

/** Below an endpoint's own name there may be others, such as those of buckets. */
function belowEndpoint(name: string, names: PublicNames): (() => DnsAnswer) | undefined {
  return name.includes(".vpce.") ? wildcardsFor(name).flatMap((each) => names.get(each) ?? [])[0] : undefined;
}

/** AWS's own services: their public names are there whatever a program makes, where AWS offers them. */
function serviceName(name: string, model: Model): DnsAnswer {
  const service = awsNameIn(name);
  if (service === undefined || service.label === "execute-api")
    return { kind: "unknown", says: `nothing among the resources is called ${name}` };
  const { label, region } = service;
  if (!isOffered(service, model))
    return { kind: "unknown", says: `whether AWS offers ${label} in ${region} is not known` };
  return {
    kind: "public",
    says: `${name} resolves to public addresses of ${label} in ${region}`,
    service: { label, region },
  };
}

/** An endpoint proves that what it leads to is there. */
function isOffered({ label, region }: PublicService, model: Model): boolean {
  if (awsService(label)?.isEverywhere === true) return true;
  return interfaceEndpointsIn(model).some((endpoint) => {
    const service = parseServiceName(endpoint.serviceName);
    return service?.label === label && service.region === region;
  });
}

function defaultName(name: string, api: RestApi): DnsAnswer {
  if (api.type === undefined)
    return { kind: "unknown", says: `whether ${api.label} is private is not known` };
  if (api.type !== "PRIVATE")
    return { kind: "public", says: `${name} resolves to public addresses: ${api.label} is a public API` };
  return {
    kind: "nxdomain",
    says: `${name} is no public name, since ${api.label} is private, and no endpoint with private DNS answers the caller`,
    mend: "call the alias URL, or turn on private DNS of an endpoint in the caller's own VPC",
  };
}

function aliasName(
  name: string,
  api: RestApi,
  endpointId: string,
  { endpoints, names, complete }: Model,
): DnsAnswer {
  if (!api.associated.has(endpointId) && !api.associatedKnown)
    return { kind: "unknown", says: `whether ${api.label} is associated with ${endpointId} is not known` };
  if (!api.associated.has(endpointId)) {
    return {
      kind: "nxdomain",
      says: `${name} does not exist, since ${api.label} is not associated with ${endpoints.get(endpointId)?.label ?? endpointId}`,
      mend: "associate the endpoint with the API (vpcEndpointIds of its endpoint configuration)",
    };
  }
  const endpoint = endpoints.get(endpointId);
  if (endpoint === undefined && complete.has(types.endpoint)) {
    const network = nameIn(names.endpoints, endpointId);
    const says = `${name} does not exist, since the endpoint ${network === undefined ? endpointId : `of ${network}`} does not`;
    return { kind: "nxdomain", says, mend: "make the endpoint again" };
  }
  return endpoint === undefined
    ? { kind: "unknown", says: `no endpoint ${endpointId} is among the resources` }
    : addresses(endpoint.interfaces, `the alias of ${api.label} on ${endpoint.label}`);
}

function addresses(interfaces: readonly Interface[], what: string): DnsAnswer {
  if (interfaces.length === 0) return { kind: "unknown", says: `the addresses of ${what} are not known` };
  const known = interfaces.map(({ address, told }) =>
    told ? addressOf(address) : "an address not told yet",
  );
  return { kind: "private", addresses: interfaces, says: `resolves to ${known.join(", ")}: ${what}` };
}
