import { partitionOf } from "../../components/partitions";
import type { Handler, ResourceRequest } from "../handler";
import type { CloudResource, Properties } from "../resource";
import { Refusal } from "../refusal";
import type { World } from "../world";
import { refuseWhileUsed } from "./dependents";
import { block, blocks, flag, given, numberOf, requiredText, text, texts, unset } from "./fields";
import { endpointZoneOf } from "./endpointServices";
import { balancerZoneOf } from "./loadBalancers";
import { hostedZoneId, shortId } from "./names";
import { regions } from "./regions";
import { types } from "./types";

/** Where in the name servers' names a private zone of Route 53 has its numbers; nobody reaches them. */
const nameServers = [
  "ns-0.awsdns-00.com",
  "ns-512.awsdns-00.net",
  "ns-1024.awsdns-00.org",
  "ns-1536.awsdns-00.co.uk",
];

const zone: Handler = {
  type: types.zone,
  id: ({ digest }) => `Z${shortId(digest, 20).toUpperCase()}`,
  replaceOn: ["delegationSetId", "name"],
  absent: [],
  outputs: (request, world) => {
    const { id, region, inputs } = request;
    const name = withoutDot(requiredText(inputs, "name"));
    const vpcs = blocks(inputs, "vpcs").map((vpc) => ({
      vpcId: requiredText(vpc, "vpcId"),
      vpcRegion: text(vpc, "vpcRegion") ?? region,
    }));
    for (const vpc of vpcs) checkVpc(request, world, name, vpc);
    return {
      ...unset("delegationSetId", "tags"),
      comment: "Managed by Pulumi",
      enableAcceleratedRecovery: false,
      forceDestroy: false,
      ...given(inputs),
      arn: `arn:${partitionOf(region).name}:route53:::hostedzone/${id}`,
      name,
      nameServers,
      primaryNameServer: nameServers[0],
      tagsAll: block(inputs, "tags") ?? {},
      vpcs,
      zoneId: id,
    };
  },
  beforeDelete: (record, world) => {
    if (flag(record.outputs, "forceDestroy") !== true) refuseWhileUsed(record, world);
  },
};

/** Source: `CreateHostedZone`, Route 53 API reference. */
function checkVpc(
  request: ResourceRequest,
  world: World,
  name: string,
  { vpcId, vpcRegion }: { readonly vpcId: string; readonly vpcRegion: string },
): void {
  const where = `The VPC ${vpcId} in region ${vpcRegion}`;
  if (world.find({ account: request.account, region: vpcRegion }, types.vpc, vpcId) === undefined) {
    const message = `${where} that you provided is not authorized to make the association.`;
    throw new Refusal("InvalidVPCId", message);
  }
  const twin = world
    .where(types.zone, { name })
    .find(
      ({ id, outputs }) =>
        id !== request.id && blocks(outputs, "vpcs").some((other) => other["vpcId"] === vpcId),
    );
  if (twin === undefined) return;
  const message = `${where} has already been associated with the hosted zone ${twin.id} with the same domain name.`;
  throw new Refusal("ConflictingDomainExists", message);
}

const record: Handler = {
  type: types.record,
  id: ({ inputs }) => {
    const parts = ["zoneId", "name", "type", "setIdentifier"].map((key) => text(inputs, key) ?? []);
    return parts.flat().join("_");
  },
  replaceOn: ["name", "zoneId"],
  absent: [],
  outputs: (request, world) => {
    const { inputs } = request;
    const zoneName = requiredText(neededZone(request, world).outputs, "name");
    const fqdn = qualified(requiredText(inputs, "name"), zoneName);
    const [alias, ...more] = blocks(inputs, "aliases");
    checkTarget(inputs, alias, more);
    if (requiredText(inputs, "type") === "CNAME" && fqdn === zoneName) {
      const message = `RRSet of type CNAME with DNS name ${fqdn}. is not permitted at apex in zone ${zoneName}.`;
      throw new Refusal("InvalidChangeBatch", message);
    }
    return {
      ...unset("cidrRoutingPolicy", "failoverRoutingPolicies", "geolocationRoutingPolicies"),
      ...unset("geoproximityRoutingPolicy", "healthCheckId", "latencyRoutingPolicies"),
      ...unset("multivalueAnswerRoutingPolicy", "records", "setIdentifier", "ttl", "weightedRoutingPolicies"),
      aliases: [],
      allowOverwrite: false,
      ...given(inputs),
      fqdn,
    };
  },
};

/** Hosted zones are the account's, whatever region the request went to. */
function neededZone({ account, inputs }: ResourceRequest, world: World): CloudResource {
  const id = requiredText(inputs, "zoneId");
  const found = world.where(types.zone, { id }).find((other) => other.account === account);
  if (found !== undefined) return found;
  throw new Refusal("NoSuchHostedZone", `No hosted zone found with ID: ${id}`);
}

/** The provider takes names with and without the zone's. */
function qualified(name: string, zoneName: string): string {
  const written = withoutDot(name).toLowerCase();
  if (written === "" || written === zoneName) return zoneName;
  return written.endsWith(`.${zoneName}`) ? written : `${written}.${zoneName}`;
}

/** A record holds values with their time to live, or it is an alias. */
function checkTarget(inputs: Properties, alias: Properties | undefined, more: readonly Properties[]): void {
  const hasValues = texts(inputs, "records").length > 0;
  if (hasValues === (alias !== undefined) || more.length > 0) {
    throw new Refusal("InvalidChangeBatch", "Exactly one of records and one alias must be given");
  }
  if (hasValues && numberOf(inputs, "ttl") === undefined)
    throw new Refusal("InvalidInput", "Missing field 'TTL' in Change");
  if (alias !== undefined) checkAlias(alias, requiredText(inputs, "type"));
}

/** The zones that names of AWS's own lie in, by what comes before them. */
const serviceZones: readonly string[] = regions.flatMap((region) => [
  endpointZoneOf(region),
  balancerZoneOf(region),
]);

function checkAlias(alias: Properties, type: string): void {
  const name = withoutDot(requiredText(alias, "name")).toLowerCase();
  const zoneId = requiredText(alias, "zoneId");
  const holding = serviceZones.find((zoneName) => name.endsWith(`.${zoneName}`));
  if (holding === undefined || hostedZoneId(holding) === zoneId) return;
  throw new Refusal(
    "InvalidChangeBatch",
    `Tried to create an alias that targets ${name}., type ${type} in zone ${zoneId}, ` +
      "but the alias target name does not lie within the target zone",
  );
}

function withoutDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

/** Hosted zones and their records. */
export const hostedZoneHandlers: readonly Handler[] = [zone, record];
