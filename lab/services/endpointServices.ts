import { awsService } from "../../components/awsServices";
import { partitionOf } from "../../components/partitions";
import type { ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { flag, text, texts } from "./fields";
import { hash, hostedZoneId, shortId } from "./names";
import { types } from "./types";

/** A service that an endpoint leads to. */
export interface Service {
  readonly name: string;
  /** Where it is; an endpoint may be in another region. */
  readonly region: string;
  readonly type: "Gateway" | "Interface";
  /** Stands before the region in the endpoint's own names, for example `execute-api` or `vpce-svc-0123456789abcdef0`. */
  readonly label: string;
  /** The names that private DNS answers. */
  readonly privateNames: readonly string[];
  /** Has it gateway endpoints as well? */
  readonly hasGateway: boolean;
  readonly prefixListId: string;
  readonly ranges: readonly string[];
  /** Names of the zones that an endpoint in the service's own region can stand in; undefined for all. */
  readonly zones?: readonly string[];
  /** Somebody's own service. */
  readonly published?: CloudResource;
}

/**
 * The ranges stand in for the prefix list's, which AWS changes: blocks that are reserved for documentation (RFC 5737)
 * overlap with nobody's network.
 */
const prefixLists: Readonly<Record<string, readonly string[]>> = {
  s3: ["198.51.100.0/24"],
  dynamodb: ["203.0.113.0/24"],
};

const amazonName = /^(?:cn\.)?com\.amazonaws\.([a-z0-9-]+)\.([a-z0-9.-]+)$/;
const ownName = /^(?:cn\.)?com\.amazonaws\.vpce\.([a-z0-9-]+)\.(vpce-svc-[0-9a-f]+)$/;

/**
 * The service that the inputs name.
 *
 * @throws Refusal where the region does not have it, or not with endpoints of this type.
 */
export function serviceOf(request: ResourceRequest, world: World): Service {
  const name = text(request.inputs, "serviceName") ?? "";
  const service = ownName.test(name) ? publishedService(name, request, world) : amazonService(name, request);
  const wanted = text(request.inputs, "vpcEndpointType") ?? "Gateway";
  if (wanted !== service.type) {
    const message = `Endpoint type (${wanted}) does not match available service types ([${service.type}]).`;
    throw new Refusal("InvalidParameter", message);
  }
  return service;
}

function amazonService(name: string, request: ResourceRequest): Service {
  const [, region = "", label = ""] = amazonName.exec(name) ?? [];
  const service = awsService(label);
  if (service === undefined || region !== serviceRegionOf(request)) throw unknownService(name);
  const asked = text(request.inputs, "vpcEndpointType") ?? "Gateway";
  return {
    name,
    region,
    type: service.hasGateway && asked === "Gateway" ? "Gateway" : "Interface",
    label: service.ownLabel,
    privateNames: service.privateNames(region),
    hasGateway: service.hasGateway,
    prefixListId: `pl-${hash("prefix list", name).slice(0, 8)}`,
    ranges: prefixLists[label] ?? [],
  };
}

/** The region that the request looks for the service in. */
function serviceRegionOf({ region, inputs }: ResourceRequest): string {
  return text(inputs, "serviceRegion") ?? region;
}

/**
 * Somebody's own service behind a load balancer, where this account may know of it and the region is among those it is
 * offered in. Sources: "Manage permissions" and "Cross-Region access" of "Configure an endpoint service", AWS PrivateLink.
 */
function publishedService(name: string, request: ResourceRequest, world: World): Service {
  const [found] = world.where(types.endpointService, { serviceName: name });
  if (found === undefined || !isKnownTo(found, request)) throw unknownService(name);
  const privateName = text(found.outputs, "privateDnsName");
  return {
    name,
    region: found.region,
    type: "Interface",
    label: found.id,
    privateNames: privateName === undefined ? [] : [privateName],
    hasGateway: false,
    prefixListId: "",
    ranges: [],
    ...(found.region === request.region && { zones: texts(found.outputs, "availabilityZones") }),
    published: found,
  };
}

function isKnownTo(service: CloudResource, request: ResourceRequest): boolean {
  const isAllowed =
    service.account === request.account ||
    texts(service.outputs, "allowedPrincipals").some(
      (principal) => principal === "*" || principal.split(":")[4] === request.account,
    );
  const isOffered =
    service.region === request.region || texts(service.outputs, "supportedRegions").includes(request.region);
  return isAllowed && isOffered && service.region === serviceRegionOf(request);
}

function unknownService(name: string): Refusal {
  return new Refusal("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`);
}

/**
 * Whether connections to the service wait for their acceptance.
 *
 * @throws Refusal where the endpoint is to accept itself, and the service is another account's.
 */
export function isPending(service: Service, request: ResourceRequest, world: World): boolean {
  const { published } = service;
  if (published === undefined || flag(published.outputs, "acceptanceRequired") !== true) return false;
  if (flag(request.inputs, "autoAccept") === true) {
    if (published.account === request.account) return false;
    const message = `The VpcEndpointService Id '${published.id}' does not exist`;
    throw new Refusal("InvalidVpcEndpointServiceId.NotFound", message);
  }
  return world.find(published, types.endpointAccepter, acceptanceId(published.id, request.id)) === undefined;
}

/** The id that the provider gives an acceptance. */
export function acceptanceId(serviceId: string, endpointId: string): string {
  return `${serviceId}_${endpointId}`;
}

/** What the names of an interface endpoint are made from. */
export interface EndpointFacts {
  readonly id: string;
  /** Names of the zones that the endpoint stands in. */
  readonly zones: readonly string[];
  readonly privateDns: boolean;
}

/** Services that answer for buckets only below an endpoint's names: AWS tells the names as wildcards. */
const wildcardLabels: ReadonlySet<string> = new Set(["s3"]);

/**
 * The names of an interface endpoint: the regional one, one a zone, the private one, its wildcard.
 * Sources: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 * (`DnsEntries`); for S3 "AWS PrivateLink for Amazon S3", Amazon S3 user guide.
 */
export function dnsEntriesOf(
  service: Service,
  { id, zones, privateDns }: EndpointFacts,
): readonly Properties[] {
  const own = `${id}-${shortId(hash("endpoint name", id), 8)}`;
  const parent = endpointZoneOf(service.region);
  const prefix = wildcardLabels.has(service.label) ? "*." : "";
  const publicNames = [own, ...zones.map((zone) => `${own}-${zone}`)].map(
    (name) => `${prefix}${name}.${service.label}.${parent}`,
  );
  const entry = (zoneOf: string) => (dnsName: string) => ({ dnsName, hostedZoneId: hostedZoneId(zoneOf) });
  return [
    ...publicNames.map(entry(parent)),
    // The private zone is the endpoint's own.
    ...(privateDns ? service.privateNames.map(entry(id)) : []),
  ];
}

/** What the hosted zone of the names of a region's interface endpoints is for. */
export function endpointZoneOf(region: string): string {
  return `${region}.vpce.${partitionOf(region).dnsSuffix}`;
}
