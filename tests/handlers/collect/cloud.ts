import assert from "node:assert/strict";
import {
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
  PutItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { after, before } from "mocha";
import type { LogEntry } from "../../../handlers/common/log";
import { collectHandler } from "../../../handlers/collect/handler";
import type { Timer } from "../../../handlers/common/timer";
import type { CollectResult } from "../../../handlers/collect/collect";
import { motoVariables } from "../../support/moto";

export const roleOf = (account: string): string => `arn:aws:iam::${account}:role/apilink-reader`;

/** Points the SDK at an endpoint for the tests of a `describe`. */
export function withEndpoint(endpoint: () => string): void {
  const saved = { ...process.env };
  before(() => {
    Object.assign(process.env, motoVariables(endpoint()));
  });
  after(() => {
    for (const name of Object.keys(process.env))
      if (!(name in saved)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, saved);
  });
}

/** A client of EC2 in an account, by its role. */
export async function ec2In(account: string, region: string): Promise<EC2Client> {
  const sts = new STSClient({});
  const command = new AssumeRoleCommand({ RoleArn: roleOf(account), RoleSessionName: "test" });
  const { Credentials: granted } = await sts.send(command);
  sts.destroy();
  const { AccessKeyId, SecretAccessKey, SessionToken } = granted ?? {};
  assert.ok(AccessKeyId !== undefined && SecretAccessKey !== undefined && SessionToken !== undefined);
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return new EC2Client({ region, credentials });
}

/** moto pages reservations, not instances, so that an account's instances are of many. */
const instancesAReservation = 10;

/** Runs instances with numbered names and a service, and tells their ids. */
export async function runInstances(
  account: string,
  region: string,
  count: number,
): Promise<readonly string[]> {
  const client = await ec2In(account, region);
  const ids: string[] = [];
  for (let first = 0; first < count; first += instancesAReservation) {
    const size = Math.min(instancesAReservation, count - first);
    const { Instances = [] } = await client.send(
      new RunInstancesCommand({
        ImageId: "ami-12c6146b",
        MinCount: size,
        MaxCount: size,
        InstanceType: "t4g.small",
        TagSpecifications: [
          {
            ResourceType: "instance",
            Tags: [
              { Key: "Name", Value: `web-${first}` },
              { Key: "service", Value: "shop" },
              { Key: "Role", Value: "front" },
            ],
          },
        ],
      }),
    );
    ids.push(...Instances.map(({ InstanceId = "" }) => InstanceId));
  }
  client.destroy();
  return ids;
}

export type Items = ReadonlyMap<string, Readonly<Record<string, AttributeValue>>>;

export interface TestTable {
  readonly name: string;
  items(): Promise<Items>;
  put(item: Record<string, AttributeValue>): Promise<void>;
}

let tables = 0;

/** A table of its own for a test. */
export async function newTable(): Promise<TestTable> {
  const name = `servers-${++tables}`;
  const client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "instance-id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "instance-id", KeyType: "HASH" }],
    }),
  );
  return {
    name,
    items: async () => {
      const items = new Map<string, Record<string, AttributeValue>>();
      for await (const { Items: page = [] } of paginateScan({ client }, { TableName: name }))
        for (const item of page) items.set(item["instance-id"]?.S ?? "", item);
      return items;
    },
    put: async (item) => {
      await client.send(new PutItemCommand({ TableName: name, Item: item }));
    },
  };
}

/** Accounts to collect and their regions, by id; an account's name is `account-` and its first digit. */
export type Places = Readonly<Record<string, readonly string[]>>;

export const settingsOf = (places: Places) => ({
  sources: Object.entries(places).map(([id, regions]) => ({
    name: nameOf(id),
    id,
    roleArn: roleOf(id),
    regions,
  })),
});

export const nameOf = (id: string): string => `account-${id.slice(0, 1)}`;

/** What a run of the function left behind. */
export interface Run {
  readonly logged: readonly LogEntry[];
  readonly result: CollectResult | undefined;
  readonly error: unknown;
}

/** Runs the function as Lambda does, which gives it a minute. */
export async function runCollect(places: Places, table: string, timer?: Timer): Promise<Run> {
  const logged: LogEntry[] = [];
  const handler = collectHandler(settingsOf(places), table, (entry) => logged.push(entry), timer);
  try {
    const result = await handler({}, { functionName: "srv-collect", getRemainingTimeInMillis: () => 60_000 });
    return { logged, result, error: undefined };
  } catch (error) {
    return { logged, result: undefined, error };
  }
}
