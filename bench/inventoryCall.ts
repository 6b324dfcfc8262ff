import { createWriteStream } from "node:fs";
import { devNull } from "node:os";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { dynamoTable } from "../handlers/inventory/dynamoTable";
import { inventoryHandler } from "../handlers/inventory/handler";
import type { ProxyEvent } from "../handlers/inventory/event";

/** A call of the inventory's function, and the read of its table that it does. */
export interface InventoryCall {
  readonly handle: () => Promise<void>;
  readonly read: () => Promise<void>;
  /** To be called once both are done with. */
  readonly close: () => void;
}

const id = "i-0123456789abcdef0";
const item = {
  aws_account_id: { S: "222222222222" },
  aws_account_name: { S: "api" },
  "instance-id": { S: id },
  os: { S: "Amazon Linux" },
  version: { S: "2023" },
  ip: { S: "10.0.1.23" },
  name: { S: "web-1" },
  service: { S: "shop" },
  role: { S: "web" },
  alive: { N: "1" },
  etc: { S: "t4g.small" },
  region: { S: "ap-northeast-2" },
};
const event: ProxyEvent = {
  httpMethod: "GET",
  path: `/srv/${id}`,
  resource: "/srv/{srvid}",
  pathParameters: { srvid: id },
  queryStringParameters: null,
  headers: { Host: "api.example.internal", Origin: "https://portal.example.internal" },
  requestContext: { requestId: "3f0c2a3e-6f0f-4c5e-9d3f-0c1f5a0b7e11" },
};

/** The function over the real client, whose table answers at once: what is left is what this process does. */
export function inventoryCall(): InventoryCall {
  const client = new DynamoDBClient({
    region: "ap-northeast-2",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "made-up" },
    requestHandler: { handle: () => Promise.resolve({ response: answer() }) },
  });
  const nowhere = createWriteStream(devNull);
  const handler = inventoryHandler(
    dynamoTable("servers", client),
    { origins: ["https://portal.example.internal"], positionKey: "a key" },
    (entry) => {
      nowhere.write(`${JSON.stringify(entry)}\n`);
    },
  );
  return {
    handle: async () => {
      const { statusCode } = await handler(event);
      if (statusCode !== 200) throw new Error(`the function answered ${statusCode}`);
    },
    read: async () => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: "servers", Key: { "instance-id": { S: id } } }),
      );
      if (Item === undefined) throw new Error("the table has no such server");
    },
    close: () => {
      nowhere.end();
      client.destroy();
    },
  };
}

const body = Buffer.from(JSON.stringify({ Item: item }));

function answer() {
  return {
    statusCode: 200,
    headers: { "content-type": "application/x-amz-json-1.0", "content-length": String(body.length) },
    body,
  };
}
