import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListResourceTagsCommand,
  NotFoundException,
  paginateListKeys,
} from "@aws-sdk/client-kms";
import { types } from "../../../model/types";
import { allOf, forEach, isOwn, regional } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { namedByArn } from "./references";

/**
 * The topology's keys, and those that its functions and their roles name: one list of all keys in the place, one call for each to
 * tell whose it is, since KMS lists no tags, and two more for those that count. Keys are few, for each has its price.
 */
export const keys: Reader = {
  permissions: ["kms:ListKeys", "kms:ListResourceTags", "kms:DescribeKey", "kms:GetKeyPolicy"],
  types: [types.key],
  phase: 3,
  read: async (context) => {
    const client = context.client(KMSClient);
    const [named, listed] = await Promise.all([
      namedByArn(context, "kms", "key"),
      allOf(paginateListKeys({ client }, { Limit: mostAPage }), ({ Keys }) => Keys),
    ]);
    const denials: unknown[] = [];
    const found = await forEach(
      new Set([...named, ...listed.map(({ KeyId = "" }) => KeyId)]),
      async (keyId) => {
        try {
          const tags = await tagsOf(client, keyId);
          return named.has(keyId) || isOwn(context, tags) ? await keyOf(context, client, keyId, tags) : [];
        } catch (error) {
          if (error instanceof NotFoundException) return [];
          // A key of somebody else's may have a policy that lets nobody else look at it.
          if (named.has(keyId) || !isDenied(error)) throw error;
          denials.push(error);
          return [];
        }
      },
    );
    // Where none can be told, one of those may have been the topology's.
    if (found.length === 0 && denials.length > 0) throw denials[0];
    return found;
  },
};

/** Source: `Limit` of ListKeys, AWS KMS API Reference. */
const mostAPage = 1000;

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === "AccessDeniedException";
}

async function tagsOf(client: KMSClient, KeyId: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = [] } = await client.send(new ListResourceTagsCommand({ KeyId }));
  return Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue]));
}

async function keyOf(
  context: ReadContext,
  client: KMSClient,
  KeyId: string,
  tags: Readonly<Record<string, string>>,
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
