import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListResourceTagsCommand,
  NotFoundException,
} from "@aws-sdk/client-kms";
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
  type Tag,
} from "@aws-sdk/client-resource-groups-tagging-api";
import { types } from "../../../model/types";
import { allOf, forEach, regional } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { namedByArn } from "./references";

type Tags = Readonly<Record<string, string>>;

/**
 * The topology's keys, and those that its functions and their roles name. KMS lists keys without their tags: one list of what bears
 * the topology's tag tells them, however many keys others have in the account.
 */
export const keys: Reader = {
  permissions: ["tag:GetResources", "kms:ListResourceTags", "kms:DescribeKey", "kms:GetKeyPolicy"],
  types: [types.key],
  phase: 3,
  read: async (context) => {
    const client = context.client(KMSClient);
    const [named, own] = await Promise.all([namedByArn(context, "kms", "key"), ownKeys(context)]);
    return forEach(new Set([...named, ...own.keys()]), async (keyId) => {
      try {
        return await keyOf(context, client, keyId, own.get(keyId) ?? (await tagsOf(client, keyId)));
      } catch (error) {
        if (error instanceof NotFoundException) return [];
        throw error;
      }
    });
  },
};

/** By key id, the tags of the keys that bear the topology's. */
async function ownKeys(context: ReadContext): Promise<ReadonlyMap<string, Tags>> {
  const tagged = await allOf(
    paginateGetResources(
      { client: context.client(ResourceGroupsTaggingAPIClient) },
      {
        ResourceTypeFilters: ["kms:key"],
        TagFilters: [{ Key: "apilink:topology", Values: [context.topology] }],
      },
    ),
    ({ ResourceTagMappingList }) => ResourceTagMappingList,
  );
  return new Map(
    tagged.map(({ ResourceARN = "", Tags = [] }) => [ResourceARN.split("/").at(-1) ?? "", byName(Tags)]),
  );
}

function byName(tags: readonly Tag[]): Tags {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

async function tagsOf(client: KMSClient, KeyId: string): Promise<Tags> {
  const { Tags = [] } = await client.send(new ListResourceTagsCommand({ KeyId }));
  return Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]));
}

async function keyOf(
  context: ReadContext,
  client: KMSClient,
  KeyId: string,
  tags: Tags,
): Promise<readonly LiveResource[]> {
  const [{ KeyMetadata: key }, { Policy: policy }] = await Promise.all([
    client.send(new DescribeKeyCommand({ KeyId })),
    client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
  ]);
  return [
    regional(context, {
      type: types.key,
      id: KeyId,
      tags,
      outputs: {
        keyId: KeyId,
        arn: key?.Arn,
        policy,
        description: key?.Description ?? "",
        isEnabled: key?.Enabled ?? false,
        keyUsage: key?.KeyUsage,
        customerMasterKeySpec: key?.KeySpec,
        multiRegion: key?.MultiRegion ?? false,
      },
    }),
  ];
}
