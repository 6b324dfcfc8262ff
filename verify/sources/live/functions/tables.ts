import {
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTagsOfResourceCommand,
  PolicyNotFoundException,
  ResourceNotFoundException,
  type TableDescription,
} from "@aws-sdk/client-dynamodb";
import { isMapping, type Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import { tableVariable } from "../../../trace/inventoryTable";
import { forEach, regional } from "../gateway/liveResource";
import type { LiveResource, Reader, ReadContext } from "../types";
import { namedByArn } from "./references";

/** The tables that the topology's functions use: three calls a table. */
export const tables: Reader = {
  permissions: ["dynamodb:DescribeTable", "dynamodb:ListTagsOfResource", "dynamodb:GetResourcePolicy"],
  types: [types.table, types.tablePolicy],
  phase: 3,
  read: async (context) => {
    const names = new Set([...(await namedByArn(context, "dynamodb", "table")), ...inEnvironments(context)]);
    return forEach(names, (name) => tableOf(context, name));
  },
};

/** The names of the tables that functions are told to use, be it without a permission. */
function inEnvironments(context: ReadContext): readonly string[] {
  return context.found(types.lambdaFunction).flatMap(({ outputs: { environment } }) => {
    const variables = isMapping(environment) ? environment["variables"] : undefined;
    const name = isMapping(variables) ? variables[tableVariable] : undefined;
    return typeof name === "string" && name !== "" ? [name] : [];
  });
}

async function tableOf(context: ReadContext, TableName: string): Promise<readonly LiveResource[]> {
  const client = context.client(DynamoDBClient);
  const table = await descriptionOf(client, TableName);
  if (table === undefined) return [];
  const arn = table.TableArn ?? "";
  const [{ Tags = [] }, policy] = await Promise.all([
    client.send(new ListTagsOfResourceCommand({ ResourceArn: arn })),
    policyOf(client, arn),
  ]);
  return [
    regional(context, {
      type: types.table,
      id: TableName,
      tags: Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])),
      outputs: outputsOf(table),
    }),
    ...(policy === undefined
      ? []
      : [regional(context, { type: types.tablePolicy, id: arn, outputs: { resourceArn: arn, policy } })]),
  ];
}

function outputsOf(table: TableDescription): Mapping {
  const { KeySchema = [], SSEDescription: encryption } = table;
  const keyOf = (kind: string) => KeySchema.find(({ KeyType }) => KeyType === kind)?.AttributeName;
  return {
    name: table.TableName,
    arn: table.TableArn,
    hashKey: keyOf("HASH"),
    rangeKey: keyOf("RANGE") ?? null,
    attributes: table.AttributeDefinitions?.map(({ AttributeName: name, AttributeType: type }) => ({
      name,
      type,
    })),
    billingMode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    // Without one it is AWS's own key.
    serverSideEncryption:
      encryption?.KMSMasterKeyArn === undefined
        ? null
        : { enabled: true, kmsKeyArn: encryption.KMSMasterKeyArn },
  };
}

async function descriptionOf(
  client: DynamoDBClient,
  TableName: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function policyOf(client: DynamoDBClient, ResourceArn: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetResourcePolicyCommand({ ResourceArn }))).Policy;
  } catch (error) {
    if (error instanceof PolicyNotFoundException) return undefined;
    throw error;
  }
}
