import {
  ConditionalCheckFailedException,
  PutItemCommand,
  paginateScan,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { serverOf } from "../common/item";
import type { Change, CollectedServer, KnownServers } from "./difference";
import { during } from "./problem";

/** The table as this function uses it: it reads all of it, and writes items one by one. */
export interface CollectTable {
  /** @throws Problem */
  readonly known: () => Promise<KnownServers>;
  /**
   * Not in batches, which know no conditions: somebody may write a server of the same id by hand meanwhile.
   *
   * @returns false where the item is there and not collected from the same account and region.
   * @throws Problem
   */
  readonly write: (change: Change) => Promise<boolean>;
}

export function collectTable(
  client: DynamoDBClient,
  tableName: string,
  abortSignal: AbortSignal,
): CollectTable {
  return {
    known: () => during("tableRead", () => knownServers(client, tableName, abortSignal)),
    write: ({ item }) => during("tableWrite", () => put(client, tableName, item, abortSignal)),
  };
}

async function knownServers(
  client: DynamoDBClient,
  TableName: string,
  abortSignal: AbortSignal,
): Promise<KnownServers> {
  const byHand = new Set<string>();
  const collected = new Map<string, CollectedServer>();
  // Consistent, since a run may follow on the heels of one that failed half-way.
  const pages = paginateScan({ client }, { TableName, ConsistentRead: true }, { abortSignal });
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      const server = serverOf(item);
      const region = item["region"]?.S;
      if (region === undefined) byHand.add(server["instance-id"]);
      else collected.set(server["instance-id"], { ...server, region });
    }
  return { byHand, collected };
}

async function put(
  client: DynamoDBClient,
  TableName: string,
  item: CollectedServer,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const command = new PutItemCommand({
    TableName,
    Item: attributesOf(item),
    ConditionExpression: "attribute_not_exists(#id) OR (#account = :account AND #region = :region)",
    ExpressionAttributeNames: { "#id": "instance-id", "#account": "aws_account_id", "#region": "region" },
    ExpressionAttributeValues: { ":account": { S: item.aws_account_id }, ":region": { S: item.region } },
  });
  try {
    await client.send(command, { abortSignal });
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const attributesOf = (item: CollectedServer): Record<string, AttributeValue> =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]: readonly [string, string | number]) => [
      name,
      typeof value === "number" ? { N: String(value) } : { S: value },
    ]),
  );
