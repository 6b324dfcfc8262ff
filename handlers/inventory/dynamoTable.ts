import { DynamoDBClient, GetItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { serverOf, type Item } from "../common/item";
import { errorName } from "../common/log";
import type { Server } from "../common/server";
import type { ListQuery, Page } from "./decide";
import { passes } from "./filters";
import { TableError, type InventoryTable } from "./table";

/**
 * Times in milliseconds. All attempts together, with the pauses between them, end before API Gateway's patience and the
 * function's own limit do.
 */
const patience = { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true };
const maxAttempts = 3;

/** Most items that a scan reads at once where filters drop some of them: it bounds the memory. */
const scanSize = 1000;

/** Make it once: it keeps connections open from call to call. */
export function dynamoClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts, requestHandler: patience });
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
    const item = await this.#item(id, false, signal);
    return item && serverOf(item);
  }

  async page(query: ListQuery, signal: AbortSignal): Promise<Page> {
    const { after, limit } = query;
    // A server that was shown a moment ago may not yet be in the copy that a cheaper read takes.
    if (after !== undefined && (await this.#item(after, true, signal)) === undefined)
      return "unknown-position";
    const found: Server[] = [];
    for await (const items of this.#scans(after, scanSizeFor(query), signal)) {
      found.push(...items.map(serverOf).filter((server) => passes(server, query)));
      if (found.length > limit) break;
    }
    return { servers: found.slice(0, limit), more: found.length > limit };
  }

  /** Filters are not given to the scan: it would read as much, and end pages early. */
  async *#scans(
    after: string | undefined,
    size: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Item[]> {
    let start: Item | undefined = after === undefined ? undefined : keyOf(after);
    do {
      const { Items = [], LastEvaluatedKey } = await this.#scan(
        { Limit: size, ExclusiveStartKey: start },
        signal,
      );
      yield Items;
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  async #item(id: string, consistent: boolean, abortSignal: AbortSignal): Promise<Item | undefined> {
    const command = new GetItemCommand({
      TableName: this.tableName,
      Key: keyOf(id),
      ConsistentRead: consistent,
    });
    return (await asTableError(this.client.send(command, { abortSignal }))).Item;
  }

  #scan(input: { Limit: number; ExclusiveStartKey?: Item | undefined }, abortSignal: AbortSignal) {
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
