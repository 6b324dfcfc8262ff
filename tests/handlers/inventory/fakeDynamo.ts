import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import type { Item } from "../../../handlers/common/item";
import type { Server } from "../../../handlers/common/server";

const keyShape = z.strictObject({ "instance-id": z.strictObject({ S: z.string() }) });

const getShape = z.strictObject({
  TableName: z.literal("servers"),
  Key: keyShape,
});

const scanShape = z.strictObject({
  TableName: z.literal("servers"),
  Limit: z.number().int().min(1).max(1000),
  ExclusiveStartKey: keyShape.optional(),
});

/**
 * A client of a table that ends its scans where DynamoDB may end them: after any number of items, and after the last one
 * only with an empty scan. moto's scans end where they are asked to.
 *
 * @param ends How many items each scan reads in turn, at least 1, its `Limit` at most.
 * @param log Where the calls are noted.
 */
export function fakeDynamo(
  items: readonly Item[],
  ends: readonly number[],
  log: string[] = [],
): DynamoDBClient {
  let scans = 0;

  const get = (body: unknown): object => {
    const { Key } = getShape.parse(body);
    log.push("GetItem");
    const found = items[indexOf(items, Key["instance-id"].S)];
    return found === undefined ? {} : { Item: found };
  };

  const scan = (body: unknown): object => {
    const { Limit, ExclusiveStartKey } = scanShape.parse(body);
    log.push(`Scan of ${Limit}`);
    const from = ExclusiveStartKey === undefined ? 0 : indexOf(items, ExclusiveStartKey["instance-id"].S) + 1;
    const size = Math.min(Limit, ends[scans++ % ends.length] ?? Limit);
    const read = items.slice(from, from + size);
    const last = from + size > items.length ? undefined : read.at(-1);
    return { Items: read, ...(last && { LastEvaluatedKey: { "instance-id": last["instance-id"] } }) };
  };

  const actions: Readonly<Record<string, (body: unknown) => object>> = {
    "DynamoDB_20120810.GetItem": get,
    "DynamoDB_20120810.Scan": scan,
  };

  return new DynamoDBClient({
    region: "ap-northeast-2",
    credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    requestHandler: {
      handle: async ({ headers, body }: { headers: Readonly<Record<string, string>>; body: unknown }) => {
        const action = actions[headers["x-amz-target"] ?? ""];
        assert.ok(action, "an action that the function may not call");
        const sent: unknown = JSON.parse(typeof body === "string" ? body : await text(Readable.from([body])));
        const answer = JSON.stringify(action(sent));
        return { response: { statusCode: 200, headers: {}, body: Readable.from([Buffer.from(answer)]) } };
      },
    },
  });
}

/** The item that a server is written as. */
export function itemOf({ alive, ...texts }: Server): Item {
  const written = Object.entries(texts).map(([name, value]) => [name, { S: value }] as const);
  return { ...Object.fromEntries(written), alive: { N: String(alive) } };
}

function indexOf(items: readonly Item[], id: string): number {
  return items.findIndex((item) => item["instance-id"]?.S === id);
}
