import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListResourceTagsCommand,
  NotFoundException,
  type KeyMetadata,
} from "@aws-sdk/client-kms";
import { types } from "../../../model/types";
import { forEach, regional } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { namedByArn } from "./references";

/** The keys that the topology's functions and their roles name: three calls a key. */
export const keys: Reader = {
  permissions: ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListResourceTags"],
  types: [types.key],
  phase: 3,
  read: async (context) => forEach(await namedByArn(context, "kms", "key"), (keyId) => keyOf(context, keyId)),
};

async function keyOf(context: ReadContext, KeyId: string): Promise<readonly LiveResource[]> {
  const client = context.client(KMSClient);
  const key = await metadataOf(client, KeyId);
  if (key === undefined) return [];
  const [{ Policy: policy }, { Tags = [] }] = await Promise.all([
    client.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" })),
    client.send(new ListResourceTagsCommand({ KeyId })),
  ]);
  return [
    regional(context, {
      type: types.key,
      id: KeyId,
      tags: Object.fromEntries(Tags.map(({ TagKey = "", TagValue = "" }) => [TagKey, TagValue])),
      outputs: {
        keyId: KeyId,
        arn: key.Arn,
        policy,
        description: key.Description ?? "",
        isEnabled: key.Enabled ?? false,
        keyUsage: key.KeyUsage,
        customerMasterKeySpec: key.KeySpec,
        multiRegion: key.MultiRegion ?? false,
      },
    }),
  ];
}

async function metadataOf(client: KMSClient, KeyId: string): Promise<KeyMetadata | undefined> {
  try {
    return (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}
