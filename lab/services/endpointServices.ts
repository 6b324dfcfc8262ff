import { partitionOf } from "../../components/partitions";
import type { ResourceRequest } from "../handler";
import type { Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { flag, text, texts } from "./fields";
import { hash, shortId } from "./names";
import { types } from "./types";

/** A service that an endpoint leads to. */
export interface Service {
  readonly name: string;
  readonly type: "Gateway" | "Interface";
  /** Before `vpce` in the endpoint's own names. */
  readonly label: string;
  /** What the private zone is for. */
  readonly domain: string;
  readonly privateNames: readonly string[];
  readonly prefixListId: string;
  readonly ranges: readonly string[];
  readonly acceptanceRequired: boolean;
}

/**
 * Services with gateway endpoints; all others have interface endpoints only.
 * The ranges stand in for the prefix list's, which AWS changes: blocks that are reserved for documentation (RFC 5737)
 * overlap with nobody's network.
 */
const gatewayServices: Readonly<Record<string, readonly string[]>> = {
  s3: ["198.51.100.0/24"],
  dynamodb: ["203.0.113.0/24"],
};

/** Services whose private zone also answers for every name below the service's own. */
const wildcardServices: ReadonlySet<string> = new Set(["execute-api", "s3"]);

const awsService = /^(?:cn\.)?com\.amazonaws\.([a-z0-9-]+)\.([a-z0-9.-]+)$/;
const ownService = /^(?:cn\.)?com\.amazonaws\.vpce\.([a-z0-9-]+)\.(vpce-svc-[0-9a-f]+)$/;

/**
 * The service that the inputs name.
 *
 * @throws Refusal where the region does not have it, or not with endpoints of this type.
 */
export function serviceOf(request: ResourceRequest, world: World): Service {
  const name = text(request.inputs, "serviceName") ?? "";
  const service = ownService.test(name)
    ? publishedService(name, request, world)
    : amazonService(name, request);
  const wanted = text(request.inputs, "vpcEndpointType") ?? "Gateway";
  if (wanted !== service.type) {
    const message = `Endpoint type (${wanted}) does not match available service types ([${service.type}]).`;
    throw new Refusal("InvalidParameter", message);
  }
  return service;
}

function amazonService(name: string, { region, inputs }: ResourceRequest): Service {
  const [, serviceRegion, label] = awsService.exec(name) ?? [];
  if (label === undefined || serviceRegion !== (text(inputs, "serviceRegion") ?? region))
    throw unknownService(name);
  const ranges = gatewayServices[label];
  const asked = text(inputs, "vpcEndpointType") ?? "Gateway";
  const domain = `${label}.${serviceRegion}.${partitionOf(serviceRegion).dnsSuffix}`;
  return {
    name,
    type: ranges !== undefined && asked === "Gateway" ? "Gateway" : "Interface",
    label,
    domain,
    privateNames: wildcardServices.has(label) ? [domain, `*.${domain}`] : [domain],
    prefixListId: `pl-${hash("prefix list", name).slice(0, 8)}`,
    ranges: ranges ?? [],
    acceptanceRequired: false,
  };
}

/** Somebody's own service behind a load balancer. */
function publishedService(name: string, { account }: ResourceRequest, world: World): Service {
  const [found] = world.where(types.endpointService, { serviceName: name });
  const principals = texts(found?.outputs ?? {}, "allowedPrincipals");
  const allowed = principals.some((principal) => principal === "*" || principal.includes(`:${account}:`));
  if (found === undefined || (found.account !== account && !allowed)) throw unknownService(name);
  const privateName = text(found.outputs, "privateDnsName");
  return {
    name,
    type: "Interface",
    label: ownService.exec(name)?.[2] ?? "",
    domain: privateName ?? name,
    privateNames: privateName === undefined ? [] : [privateName],
    prefixListId: "",
    ranges: [],
    acceptanceRequired: flag(found.outputs, "acceptanceRequired") === true,
  };
}

function unknownService(name: string): Refusal {
  return new Refusal("InvalidServiceName", `The Vpc Endpoint Service '${name}' does not exist`);
}

/** What the names of an interface endpoint are made from. */
export interface EndpointFacts {
  readonly id: string;
  readonly region: string;
  /** Names of the zones that the endpoint stands in. */
  readonly zones: readonly string[];
  readonly privateDns: boolean;
}

/**
 * The names of an interface endpoint: the regional one, one a zone, the private one, its wildcard.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 * (`DnsEntries`).
 */
export function dnsEntriesOf(
  service: Service,
  { id, region, zones, privateDns }: EndpointFacts,
): readonly Properties[] {
  const own = `${id}-${shortId(hash("endpoint name", id), 8)}`;
  const parent = `${service.label}.${region}.vpce.${partitionOf(region).dnsSuffix}`;
  const publicNames = [own, ...zones.map((zone) => `${own}-${zone}`)].map((name) => `${name}.${parent}`);
  const entry = (zoneOf: string) => (dnsName: string) => ({ dnsName, hostedZoneId: zoneId(zoneOf) });
  return [
    ...publicNames.map(entry(parent.slice(parent.indexOf(".") + 1))),
    ...(privateDns ? service.privateNames.map(entry(id)) : []),
  ];
}

/** The public zone is one a region, the private one is the endpoint's own. */
function zoneId(owner: string): string {
  return `Z${shortId(hash("hosted zone", owner), 13).toUpperCase()}`;
}
