import { DynamoDBClient, GetItemCommand, ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { serverOf } from "../common/item";
import { errorName } from "../common/log";
import type { Server } from "../common/server";
import type { ListQuery, Page } from "./decide";
import { passes } from "./filters";
import { TableError, type InventoryTable } from "./table";

/**
 * Times in milliseconds. All attempts together, with the pauses between them, end before API Gateway's patience and the
 * function's own limit do.
 */
const patience = { connectionTimeout: 1000, requestTimeout: 2000 };
const maxAttempts = 3;

/** Most items that a scan reads at once where filters drop some of them: it bounds the memory. */
const scanSize = 1000;

/** Most scans of a page: it bounds the time where hardly any server passes the filters. */
const mostScans = 20;

/**
 * Make it once: it keeps connections open from call to call.
 *
 * @param times Milliseconds of each attempt, for the connection and for the answer. @default - 1 second, 2 seconds
 */
export function dynamoClient(times = patience): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts, requestHandler: { ...times, throwOnRequestTimeout: true } });
}

/** A table of DynamoDB. */
export function dynamoTable(tableName: string, client: DynamoDBClient): InventoryTable {
  return new DynamoTable(tableName, client);
}

class DynamoTable implements InventoryTable {
  constructor(
    readonly tableName: string,
    readonly client: DynamoDBClient,
  ) {}

  async reach(signal: AbortSignal): Promise<void> {
    await this.#scan({ Limit: 1 }, signal);
  }

  async get(id: string, signal: AbortSignal): Promise<Server | undefined> {
    const command = new GetItemCommand({ TableName: this.tableName, Key: keyOf(id) });
    const { Item } = await asTableError(this.client.send(command, { abortSignal: signal }));
    return Item && serverOf(Item);
  }

  async page(query: ListQuery, signal: AbortSignal): Promise<Page> {
    const { limit } = query;
    const found: Server[] = [];
    let last = query.after;
    for (let scans = 0; scans < mostScans; scans++) {
      // Filters are not given to the scan: it would read as much, and end no later.
      const { Items = [], LastEvaluatedKey } = await this.#scan(
        { Limit: scanSizeFor(query), ...(last !== undefined && { ExclusiveStartKey: keyOf(last) }) },
        signal,
      );
      found.push(...Items.map(serverOf).filter((server) => passes(server, query)));
      if (found.length > limit) return { servers: found.slice(0, limit), more: true };
      if (LastEvaluatedKey === undefined) return { servers: found, more: false };
      last = serverOf(LastEvaluatedKey)["instance-id"];
    }
    return { servers: found, more: true, ...(last !== undefined && { after: last }) };
  }

  #scan(input: Pick<ScanCommandInput, "Limit" | "ExclusiveStartKey">, abortSignal: AbortSignal) {
    const command = new ScanCommand({ TableName: this.tableName, ...input });
    return asTableError(this.client.send(command, { abortSignal }));
  }
}

/** One more than the page, to know whether another follows; without filters that is all there is to read. */
function scanSizeFor({ limit, account, service, alive }: ListQuery): number {
  return (account ?? service ?? alive) === undefined ? limit + 1 : scanSize;
}

function keyOf(id: string): Record<string, { S: string }> {
  return { "instance-id": { S: id } };
}

/** What DynamoDB says of a call that is wrong in itself: a mistake of this code, not a failure of the table. */
const mistake = "ValidationException";

async function asTableError<Output>(sent: Promise<Output>): Promise<Output> {
  try {
    return await sent;
  } catch (error) {
    const name = errorName(error);
    throw name === mistake ? error : new TableError(name);
  }
}
