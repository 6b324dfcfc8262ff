import {
  GetHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  ListTagsForResourcesCommand,
  Route53Client,
  type HostedZoneSummary,
  type ListHostedZonesByVPCCommandOutput,
  type ListResourceRecordSetsCommandInput,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  type VPCRegion,
} from "@aws-sdk/client-route-53";
import { unknown } from "../../../../lab/state";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import type { LiveResource, ReadContext, Reader } from "../types";
import { vpcIdsIn } from "./ec2List";
import { outputsFrom, tagsOf, type Fields } from "./fields";
import { batches, everyItem, pagesBy } from "./pages";

/**
 * The private hosted zones that a VPC's resolver answers from, with their records. Route 53 lists them one VPC at a time; the
 * account's other zones answer nobody here.
 */
export const hostedZoneReader: Reader = {
  permissions: [
    "route53:ListHostedZonesByVPC",
    "route53:GetHostedZone",
    "route53:ListResourceRecordSets",
    "route53:ListTagsForResources",
    // What Route 53 asks of those who list by VPC. Source: the Service Authorization Reference.
    "ec2:DescribeVpcs",
  ],
  types: [types.zone, types.record],
  phase: 2,
  read: async (context) => {
    const listed = await Promise.all(vpcIdsIn(context).map((vpcId) => zonesOfVpc(vpcId, context)));
    const found = [...new Map(listed.flat().map((zone) => [zone.HostedZoneId, zone])).values()];
    const own = found.filter(({ Owner }) => Owner?.OwningAccount === context.account);
    const tags = await zoneTags(
      own.map(({ HostedZoneId = "" }) => HostedZoneId),
      context,
    );
    const read = own.map(async ({ HostedZoneId = "" }) => [
      await zoneOf(HostedZoneId, tags.get(HostedZoneId) ?? {}, context),
      ...(await recordsOf(HostedZoneId, context)),
    ]);
    return [...(await Promise.all(read)).flat(), ...found.flatMap((zone) => foreign(zone, context))];
  },
};

function zonesOfVpc(VPCId: string, context: ReadContext): Promise<readonly HostedZoneSummary[]> {
  const client = context.client(Route53Client);
  const VPCRegion = context.region as VPCRegion;
  const pages = pagesBy<ListHostedZonesByVPCCommandOutput, string>(
    (NextToken) => client.send(new ListHostedZonesByVPCCommand({ VPCId, VPCRegion, NextToken })),
    ({ NextToken }) => NextToken,
  );
  return everyItem(pages, ({ HostedZoneSummaries }) => HostedZoneSummaries);
}

/** One request names at most so many. Source: `ListTagsForResources` of the Route 53 API Reference. */
const tagged = 10;

async function zoneTags(
  ids: readonly string[],
  context: ReadContext,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const client = context.client(Route53Client);
  const answers = await Promise.all(
    batches(ids, tagged).map((ResourceIds) =>
      client.send(
        new ListTagsForResourcesCommand({ ResourceType: "hostedzone", ResourceIds: [...ResourceIds] }),
      ),
    ),
  );
  return new Map(
    answers
      .flatMap(({ ResourceTagSets = [] }) => ResourceTagSets)
      .map(({ ResourceId = "", Tags }) => [ResourceId, tagsOf(Tags)]),
  );
}

/** Route 53 has no regions, so neither has what it keeps. */
function global(
  { account, region }: ReadContext,
  type: string,
  id: string,
  outputs: Mapping,
  tags: Readonly<Record<string, string>> = {},
): LiveResource {
  return { account, region, type, id, outputs, tags };
}

async function zoneOf(
  Id: string,
  tags: Readonly<Record<string, string>>,
  context: ReadContext,
): Promise<LiveResource> {
  const { HostedZone, VPCs = [] } = await context
    .client(Route53Client)
    .send(new GetHostedZoneCommand({ Id }));
  return global(
    context,
    types.zone,
    Id,
    {
      zoneId: Id,
      name: withoutDot(HostedZone?.Name),
      comment: HostedZone?.Config?.Comment,
      vpcs: VPCs.map(({ VPCId, VPCRegion }) => ({ vpcId: VPCId, vpcRegion: VPCRegion })),
      tags,
      tagsAll: tags,
    },
    tags,
  );
}

const recordFields: Fields<ResourceRecordSet> = {
  type: "Type",
  name: ({ Name }) => recordName(Name),
  fqdn: ({ Name }) => recordName(Name),
  ttl: "TTL",
  setIdentifier: "SetIdentifier",
  records: ({ ResourceRecords }) => ResourceRecords?.map(({ Value }) => Value),
  aliases: ({ AliasTarget: target }) =>
    target === undefined
      ? []
      : [
          {
            name: withoutDot(target.DNSName),
            zoneId: target.HostedZoneId,
            evaluateTargetHealth: target.EvaluateTargetHealth,
          },
        ],
};

/** What every zone is made with. */
const bornWith = ["NS", "SOA"];

/** Where a page of records begins. */
type Start = Omit<ListResourceRecordSetsCommandInput, "HostedZoneId">;

async function recordsOf(zoneId: string, context: ReadContext): Promise<readonly LiveResource[]> {
  const client = context.client(Route53Client);
  const pages = pagesBy<ListResourceRecordSetsCommandOutput, Start>(
    (start) => client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...start })),
    ({ IsTruncated, NextRecordName, NextRecordType, NextRecordIdentifier }) =>
      IsTruncated === true
        ? {
            StartRecordName: NextRecordName,
            StartRecordType: NextRecordType,
            StartRecordIdentifier: NextRecordIdentifier,
          }
        : undefined,
  );
  const records = await everyItem(pages, ({ ResourceRecordSets }) => ResourceRecordSets);
  return records
    .filter(({ Type = "" }) => !bornWith.includes(Type))
    .map((record) => {
      const { Name, Type = "", SetIdentifier } = record;
      const id = [zoneId, recordName(Name), Type, ...(SetIdentifier === undefined ? [] : [SetIdentifier])];
      return global(context, types.record, id.join("_"), { zoneId, ...outputsFrom(record, recordFields) });
    });
}

/**
 * What another account's zone holds is told nobody else, so nothing is known where it answers for AWS's own names. Its other
 * names are none that a call to an API takes; those of AWS's services, such as an endpoint's private DNS, are read otherwise.
 */
function foreign(zone: HostedZoneSummary, context: ReadContext): readonly LiveResource[] {
  const { HostedZoneId = "", Name, Owner } = zone;
  const name = withoutDot(Name);
  const owner = Owner?.OwningAccount;
  const isOthers = owner !== undefined && owner !== context.account;
  if (!isOthers || !/(^|\.)amazonaws\.com(\.cn)?$/.test(name)) return [];
  return [global(context, types.zone, HostedZoneId, { zoneId: HostedZoneId, name, vpcs: unknown })];
}

/** Route 53 writes what is no letter, digit, hyphen or underscore in octal; of the names here that is the asterisk. */
function recordName(name: string | undefined): string {
  return withoutDot(name).replace("\\052", "*");
}

function withoutDot(name = ""): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}
