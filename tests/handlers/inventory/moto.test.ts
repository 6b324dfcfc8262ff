import assert from "node:assert/strict";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type Server as TcpServer } from "node:net";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { z } from "zod";
import { dynamoClient, dynamoTable } from "../../../handlers/inventory/dynamoTable";
import { inventoryHandler, type InventoryHandler } from "../../../handlers/inventory/handler";
import type { InventoryResponse } from "../../../handlers/inventory/decide";
import type { LogEntry } from "../../../handlers/common/log";
import type { Server } from "../../../handlers/common/server";
import { motoVariables, withMoto } from "../../support/moto";
import { withRefusingProxy } from "../../support/refusingProxy";
import { assertFull, event, idsOf, list, message, pages, serverShape } from "./calls";
import { itemOf } from "./fakeDynamo";

const entry = require.resolve("../../../handlers/inventory");

const accounts = [
  { id: "111111111111", name: "endpoint" },
  { id: "222222222222", name: "api" },
  { id: "333333333333", name: "batch" },
] as const;

/** 200 servers; each account has 67 or 66, each service 50, and each tenth has gone. */
const fleet: readonly Server[] = Array.from({ length: 200 }, (_, index) => {
  const { id, name } = accounts[index % 3] ?? accounts[0];
  return {
    aws_account_id: id,
    aws_account_name: name,
    "instance-id": `i-${String(index).padStart(17, "0")}`,
    os: "Amazon Linux",
    version: "2023",
    ip: `10.${index % 3}.0.${index}`,
    name: `server-${index}`,
    service: `service-${index % 4}`,
    role: "web",
    alive: index % 10 === 0 ? 0 : 1,
    etc: "",
  };
});

describe("the inventory function on DynamoDB", function () {
  this.timeout(60_000);
  const moto = withMoto();
  const proxy = withRefusingProxy(() => moto().endpoint);
  const variables = withVariables();
  const silent = withSilentServer();
  let dynamo: DynamoDBClient;

  before(async () => {
    await moto().reset();
    variables(motoVariables(moto().endpoint));
    dynamo = new DynamoDBClient();
    await dynamo.send(
      new CreateTableCommand({
        TableName: "servers",
        KeySchema: [{ AttributeName: "instance-id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "instance-id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    for (let from = 0; from < fleet.length; from += 25) {
      const puts = fleet.slice(from, from + 25).map((server) => ({ PutRequest: { Item: itemOf(server) } }));
      await dynamo.send(new BatchWriteItemCommand({ RequestItems: { servers: puts } }));
    }
  });

  after(() => {
    dynamo.destroy();
  });

  /** The function as Lambda starts it, with an environment of its own. */
  function started(over: { readonly endpoint?: string; readonly table?: string } = {}): InventoryHandler {
    variables({
      ...motoVariables(over.endpoint ?? proxy().endpoint),
      TABLE_NAME: over.table ?? "servers",
      ALLOWED_ORIGINS: '["https://a.example"]',
      POSITION_KEY: "a key",
    });
    const load = createRequire(__filename);
    Reflect.deleteProperty(load.cache, entry);
    return (load(entry) as { handler: InventoryHandler }).handler;
  }

  function asking(handler: InventoryHandler) {
    return async (query: Readonly<Record<string, string>>): Promise<InventoryResponse> =>
      (await logged(() => handler(event("/srv", { queryStringParameters: query })))).answer;
  }

  it("lists 200 servers of three accounts, each once, in full pages", async () => {
    const ask = asking(started());
    for (const limit of [19, 50, 100]) {
      const read = await pages(ask, { limit: String(limit) });
      assertFull(read, limit);
      assert.deepEqual(sorted(read.flat()), fleet);
    }
    assert.equal((await pages(ask, { limit: "100" })).length, 2);
  });

  it("filters them, page by page", async () => {
    const ask = asking(started());
    const filtered = async (query: Readonly<Record<string, string>>): Promise<readonly Server[]> =>
      sorted((await pages(ask, { limit: "25", ...query })).flat());
    assert.equal((await filtered({ account: "111111111111" })).length, 67);
    assert.deepEqual(
      await filtered({ account: "api" }),
      fleet.filter(({ aws_account_name }) => aws_account_name === "api"),
    );
    assert.equal((await filtered({ service: "service-3" })).length, 50);
    assert.equal((await filtered({ alive: "0" })).length, 20);
    assert.deepEqual(idsOf(await filtered({ account: "batch", service: "service-0", alive: "0" })), [
      "i-00000000000000020",
      "i-00000000000000080",
      "i-00000000000000140",
    ]);
    assert.deepEqual(await pages(ask, { account: "nobody" }), [[]]);
  });

  it("shows one server, and only what belongs to one, whatever its item has besides", async () => {
    const handler = started();
    const Item = {
      "instance-id": { S: "hand 1" },
      name: { S: "by hand" },
      alive: { N: "1" },
      region: { S: "x" },
    };
    await dynamo.send(new PutItemCommand({ TableName: "servers", Item }));
    try {
      const { answer, lines } = await logged(() => handler(event("/srv/hand%201")));
      assert.equal(answer.statusCode, 200);
      const server = serverShape.parse(JSON.parse(answer.body));
      assert.deepEqual([server.name, server.alive, server.os], ["by hand", 1, ""]);
      assert.equal(lines.length, 1);
      assert.doesNotMatch(JSON.stringify(lines), /hand/);
    } finally {
      await dynamo.send(
        new DeleteItemCommand({ TableName: "servers", Key: { "instance-id": { S: "hand 1" } } }),
      );
    }
  });

  it("answers 404 for a server that it does not have, and says on its root that it works", async () => {
    const handler = started();
    const missing = (await logged(() => handler(event("/srv/none")))).answer;
    assert.equal(missing.statusCode, 404);
    assert.equal(message(missing), 'No server "none"');
    assert.equal((await logged(() => handler(event("/")))).answer.statusCode, 200);
  });

  it("refuses a position of other filters, and one that is made by hand", async () => {
    const ask = asking(started());
    const { servers, next } = list(await ask({ limit: "3" }));
    assert.ok(next !== null);
    assert.equal((await ask({ next })).statusCode, 200);
    assert.equal((await ask({ next, alive: "1" })).statusCode, 400);
    const [, signature = ""] = next.split(".");
    const [first] = servers.map((server) => Buffer.from(server["instance-id"]).toString("base64url"));
    assert.equal((await ask({ next: `${first ?? ""}.${signature}` })).statusCode, 400);
  });

  /** Each path reads in its own way. */
  async function assertUnavailable(handler: InventoryHandler, failure: string): Promise<void> {
    for (const path of ["/", "/srv", "/srv/1"]) {
      const headers = { origin: "https://a.example" };
      const { answer, lines } = await logged(() => handler(event(path, { headers })));
      assert.equal(answer.statusCode, 503, path);
      assert.equal(answer.headers["Retry-After"], "5");
      assert.equal(answer.headers["Access-Control-Allow-Origin"], "https://a.example");
      assert.match(message(answer), /^The inventory's table does not answer/);
      assert.deepEqual(
        lines.map((line) => [line["cause"], line["failure"], line["status"]]),
        [["table", failure, 503]],
      );
    }
  }

  it("answers 503 where the table is missing, forbidden, or nowhere", async () => {
    await assertUnavailable(started({ table: "absent" }), "ResourceNotFoundException");
    const forbidden = started();
    proxy().refuse(() => "AccessDeniedException");
    await assertUnavailable(forbidden, "AccessDeniedException");
    // The discard port: nothing listens there.
    await assertUnavailable(started({ endpoint: "http://127.0.0.1:9" }), "ECONNREFUSED");
  });

  it("answers 503 where the table stays throttled, after a few attempts", async () => {
    const handler = started();
    proxy().refuse(() => "ProvisionedThroughputExceededException");
    await assertUnavailable(handler, "ProvisionedThroughputExceededException");
    assert.deepEqual(
      proxy().calls.map(({ action }) => action),
      ["Scan", "Scan", "Scan", "Scan", "Scan", "Scan", "GetItem", "GetItem", "GetItem"],
    );
  });

  it("answers as ever where the table was throttled for a moment, also between two pages", async () => {
    const ask = asking(started());
    let scans = 0;
    proxy().refuse(({ action }) =>
      action === "Scan" && ++scans % 2 === 0 ? "ProvisionedThroughputExceededException" : undefined,
    );
    assert.deepEqual(sorted((await pages(ask, { limit: "50" })).flat()), fleet);
    assert.ok(scans > 4);
  });

  it("answers 503 where the table says nothing, at each attempt or until the function's time is up", async () => {
    variables(motoVariables(silent().endpoint));
    const times = { connectionTimeout: 10_000, requestTimeout: 50 };
    const end = new AbortController();
    for (const [client, timer, failure] of [
      [dynamoClient(times), undefined, "TimeoutError"],
      [dynamoClient({ ...times, requestTimeout: 10_000 }), () => end.signal, "AbortError"],
    ] as const) {
      const lines: LogEntry[] = [];
      const table = dynamoTable("servers", client);
      const handler = inventoryHandler(
        table,
        { origins: [], positionKey: "a key" },
        (line) => lines.push(line),
        timer,
      );
      const answer = handler(event("/srv/1"));
      await silent().connected();
      if (timer !== undefined) end.abort();
      assert.equal((await answer).statusCode, 503);
      assert.equal(lines[0]?.["failure"], failure);
      client.destroy();
    }
  });
});

const lineShape = z.record(z.string(), z.unknown());

/** What a call answers and logs. The log is the process's own output, which the test's report is written to as well. */
async function logged(call: () => Promise<InventoryResponse>): Promise<{
  readonly answer: InventoryResponse;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}> {
  const written: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text: string | Uint8Array) => {
    written.push(String(text));
    return true;
  };
  try {
    const answer = await call();
    const lines = written
      .join("")
      .split("\n")
      .filter((line) => line !== "");
    return { answer, lines: lines.map((line) => lineShape.parse(JSON.parse(line))) };
  } finally {
    process.stdout.write = write;
  }
}

/** Sets variables of this process until the tests of a `describe` are done. */
function withVariables(): (variables: Readonly<Record<string, string>>) => void {
  const before = { ...process.env };
  after(() => {
    process.env = before;
  });
  return (variables) => {
    Object.assign(process.env, variables);
  };
}

/** A server that accepts connections and never says a word. */
function withSilentServer() {
  let server: TcpServer;
  before(async () => {
    server = createServer((socket) => socket.on("error", () => undefined)).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => server.close());
  return () => {
    const address = server.address();
    assert.ok(address !== null && typeof address === "object");
    return {
      endpoint: `http://127.0.0.1:${address.port}`,
      /** Once the next connection is there. */
      connected: () => once(server, "connection"),
    };
  };
}

function sorted(servers: readonly Server[]): readonly Server[] {
  return servers.toSorted((one, other) => (one["instance-id"] < other["instance-id"] ? -1 : 1));
}
