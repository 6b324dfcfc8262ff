import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { before } from "mocha";
import { collectTable } from "../../../handlers/collect/table";
import { dynamoClient, dynamoTable } from "../../../handlers/inventory/dynamoTable";
import { inventoryHandler } from "../../../handlers/inventory/handler";
import {
  ec2Failure,
  jsonFailure,
  stsFailure,
  withAwsProxy,
  type AwsCall,
  type Treatment,
} from "../../support/awsProxy";
import { bundleOf } from "../../../stacks/handlerBundles";
import { withMoto } from "../../support/moto";
import { temporaryFolders } from "../../support/temporary";
import {
  ec2In,
  nameOf,
  newTable,
  runCollect,
  runInstances,
  settingsOf,
  withEndpoint,
  type Places,
} from "./cloud";
import { collected } from "./samples";
import { systemsManager } from "./systemsManager";

const [first, second, third] = ["111111111111", "222222222222", "333333333333"] as const;
const [seoul, virginia] = ["ap-northeast-2", "us-east-1"] as const;

/** Where 200 instances run. */
const everywhere: Places = { [first]: [seoul, virginia], [second]: [seoul], [third]: [seoul] };

/** Where few do, for what many would not show better. */
const few: Places = { [first]: [virginia], [second]: [virginia] };

const keys = [
  "alive",
  "aws_account_id",
  "aws_account_name",
  "etc",
  "instance-id",
  "ip",
  "name",
  "os",
  "role",
  "service",
  "version",
];

const noNodes = systemsManager({}, 50);

/** Systems Manager without a node, and something else before it. */
const besides =
  (treat: (call: AwsCall) => Treatment) =>
  (call: AwsCall): Treatment =>
    treat(call) ?? noNodes(call);

describe("collectHandler", function () {
  this.timeout(60_000);
  const moto = withMoto();
  const proxy = withAwsProxy(() => moto().endpoint);
  withEndpoint(() => proxy().endpoint);
  const newFolder = temporaryFolders();
  const ids = new Map<string, readonly string[]>();
  const idsIn = (account: string, region: string) => ids.get(`${account} ${region}`) ?? [];

  before(async function () {
    this.timeout(300_000);
    for (const [account, region, count] of [
      [first, seoul, 70],
      [first, virginia, 3],
      [second, seoul, 65],
      [second, virginia, 2],
      [third, seoul, 62],
    ] as const)
      ids.set(`${account} ${region}`, await runInstances(account, region, count));
  });

  /** How often an operation was called. */
  const count = (operation: string): number =>
    proxy().calls.filter((call) => call.operation === operation).length;

  it("collects 200 servers of three accounts, page by page, and writes nothing the second time", async () => {
    const table = await newTable();
    const inSmallPages = (call: AwsCall): Treatment => {
      if (call.operation === "DescribeInstances")
        return { body: call.body.replace("MaxResults=1000", "MaxResults=2") };
      if (call.operation === "Scan")
        return { body: JSON.stringify({ ...(JSON.parse(call.body) as object), Limit: 30 }) };
      return undefined;
    };
    proxy().begin(besides(inSmallPages));
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => warnings.push(name);
    process.on("warning", onWarning);
    const { result, logged } = await runCollect(everywhere, table.name);
    process.off("warning", onWarning);
    assert.ok(!warnings.includes("MaxListenersExceededWarning"));
    const source = (account: string, region: string, servers: number) => ({
      account: nameOf(account),
      region,
      ok: true,
      servers,
      changed: servers,
      gone: 0,
    });
    const sources = [
      source(first, seoul, 70),
      source(first, virginia, 3),
      source(second, seoul, 65),
      source(third, seoul, 62),
    ];
    assert.deepEqual(result, { sources, failed: 0, abandoned: 0 });
    assert.equal(count("PutItem"), 200);
    assert.equal(count("AssumeRole"), 3);
    // Reservations of ten, two a page.
    assert.equal(count("DescribeInstances"), 4 + 1 + 4 + 4);

    const items = await table.items();
    assert.equal(items.size, 200);
    for (const [index, id] of idsIn(second, seoul).entries()) {
      const item = items.get(id);
      assert.deepEqual(Object.keys(item ?? {}).sort(), [...keys, "region"].sort());
      assert.match(item?.["ip"]?.S ?? "", /^10\./);
      assert.deepEqual(
        { ...item, ip: undefined, os: undefined },
        {
          aws_account_id: { S: second },
          aws_account_name: { S: nameOf(second) },
          "instance-id": { S: id },
          ip: undefined,
          os: undefined,
          version: { S: "" },
          name: { S: `web-${index - (index % 10)}` },
          service: { S: "shop" },
          role: { S: "front" },
          alive: { N: "1" },
          etc: { S: "t4g.small, running" },
          region: { S: seoul },
        },
      );
    }

    const { _aws: emf, ...last } = logged.at(-1) ?? {};
    assert.deepEqual(last, {
      level: "info",
      message: "collected",
      sources: 4,
      abandoned: 0,
      Function: "srv-collect",
      FailedSources: 0,
      IncompleteSources: 0,
      Servers: 200,
    });
    assert.ok(JSON.stringify(emf).includes('"Namespace":"apilink","Dimensions":[["Function"]]'));
    assert.deepEqual(
      logged.slice(0, -1),
      sources.map((line) => ({ level: "info", message: "source", ...line })),
    );

    proxy().begin(besides(inSmallPages));
    const again = await runCollect(everywhere, table.name);
    assert.deepEqual(again.result, {
      sources: sources.map((line) => ({ ...line, changed: 0 })),
      failed: 0,
      abandoned: 0,
    });
    assert.ok(count("Scan") >= 200 / 30);
    assert.equal(count("PutItem"), 0);
    const scans = proxy().calls.filter(({ operation }) => operation === "Scan");
    assert.ok(scans.every(({ body }) => body.includes('"ConsistentRead":true')));
  });

  it("signs each account's calls with its own role, under a name of its own, at the region's STS", async () => {
    const table = await newTable();
    proxy().begin(noNodes);
    await runCollect(few, table.name);
    const assumed = proxy().calls.filter(({ operation }) => operation === "AssumeRole");
    assert.deepEqual(
      assumed.map(({ body }) => new URLSearchParams(body).get("RoleSessionName")),
      ["apilink-collect", "apilink-collect"],
    );
    assert.deepEqual(new Set(assumed.map(({ region }) => region)), new Set([process.env["AWS_REGION"]]));
    const read = proxy().calls.filter(({ service }) => ["ec2", "ssm"].includes(service));
    assert.deepEqual(read.map(({ account, operation, region }) => [account, operation, region]).sort(), [
      [first, "DescribeInstances", virginia],
      [first, "GetInventory", virginia],
      [second, "DescribeInstances", virginia],
      [second, "GetInventory", virginia],
    ]);
  });

  it("leaves a failing account's servers as they were, collects the others, and says so", async () => {
    const table = await newTable();
    const before = collected({ "instance-id": "i-before", aws_account_id: second, region: virginia });
    await table.put(itemOf(before));
    // moto lets everybody assume every role.
    const refused = (call: AwsCall) =>
      call.operation === "AssumeRole" && call.body.includes(second) ? stsFailure("AccessDenied") : undefined;
    proxy().begin(besides(refused));
    const { result, logged } = await runCollect(few, table.name);
    const problem =
      "The account's role could not be assumed (AccessDenied): let its trust policy name the role of this function";
    assert.deepEqual(result, {
      sources: [
        { account: nameOf(first), region: virginia, ok: true, servers: 3, changed: 3, gone: 0 },
        { account: nameOf(second), region: virginia, ok: false, servers: 0, changed: 0, gone: 0, problem },
      ],
      failed: 1,
      abandoned: 0,
    });
    assert.equal(logged.at(-1)?.["FailedSources"], 1);
    assert.equal(logged.at(-1)?.["Servers"], 3);
    assert.deepEqual(
      logged.slice(0, -1).map(({ level }) => level),
      ["info", "error"],
    );
    const items = await table.items();
    assert.equal(items.size, 4);
    assert.deepEqual(items.get("i-before"), itemOf(before));
  });

  it("asks for a refused role once, however many regions the account has", async () => {
    const table = await newTable();
    proxy().begin(
      besides(({ operation }) => (operation === "AssumeRole" ? stsFailure("AccessDenied") : undefined)),
    );
    await runCollect({ [first]: [seoul, virginia, "eu-west-1"] }, table.name);
    assert.equal(count("AssumeRole"), 1);
  });

  it("ends in an error where every source fails, after it has told each of them", async () => {
    const table = await newTable();
    proxy().begin(
      besides(({ operation }) =>
        operation === "DescribeInstances" ? ec2Failure("UnauthorizedOperation") : undefined,
      ),
    );
    const { error, logged } = await runCollect(few, table.name);
    assert.ok(error instanceof Error);
    assert.equal(error.name, "CollectionFailedError");
    assert.match(
      error.message,
      /^All 2 sources failed; the first: EC2's instances could not be read \(Unauth/,
    );
    assert.equal(logged.length, 3);
    assert.equal(logged.at(-1)?.["FailedSources"], 2);
    assert.equal((await table.items()).size, 0);
  });

  it("tells stopped and terminated instances, and keeps those that have vanished", async () => {
    const account = "444444444444";
    const [kept = "", ended = ""] = await runInstances(account, seoul, 2);
    const table = await newTable();
    const places = { [account]: [seoul] };
    proxy().begin(noNodes);
    await runCollect(places, table.name);
    const client = await ec2In(account, seoul);
    await client.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
    client.destroy();

    proxy().begin(noNodes);
    const { result } = await runCollect(places, table.name);
    assert.deepEqual(result?.sources, [
      { account: nameOf(account), region: seoul, ok: true, servers: 2, changed: 1, gone: 0 },
    ]);
    const terminated = (await table.items()).get(ended);
    assert.deepEqual(
      [terminated?.["alive"], terminated?.["etc"]],
      [{ N: "0" }, { S: "t4g.small, terminated" }],
    );

    // EC2 forgets a terminated instance after an hour or so; moto never does.
    const forgotten = (call: AwsCall): Treatment =>
      call.operation === "DescribeInstances"
        ? { body: `${call.body}&Filter.1.Name=instance-state-name&Filter.1.Value.1=running` }
        : undefined;
    for (const [gone, writes] of [
      [1, 1],
      [0, 0],
    ]) {
      proxy().begin(besides(forgotten));
      const vanished = await runCollect(places, table.name);
      assert.equal(vanished.result?.sources[0]?.gone, gone);
      assert.equal(count("PutItem"), writes);
    }
    const items = await table.items();
    assert.deepEqual(items.get(ended), { ...terminated, alive: { N: "0" }, etc: { S: "t4g.small, gone" } });
    assert.deepEqual(items.get(kept)?.["alive"], { N: "1" });
  });

  describe("with Systems Manager's inventory", () => {
    const inventory = (known: readonly string[]) =>
      systemsManager(
        {
          [`${first} ${virginia}`]: [
            ...known.map((InstanceId) => ({
              InstanceId,
              ComputerName: "ip-10-0-0-5.internal",
              PlatformName: "Amazon Linux",
              PlatformVersion: "2023",
              InstanceStatus: "Active",
            })),
            { InstanceId: "i-0terminated", PlatformName: "Ubuntu", InstanceStatus: "Terminated" },
            {
              InstanceId: "mi-0rack",
              ComputerName: "rack-7",
              PlatformName: "Ubuntu",
              PlatformVersion: "24.04",
              IpAddress: "192.168.0.9",
              InstanceStatus: "Active",
            },
          ],
        },
        2,
      );
    const place = { [first]: [virginia] };

    it("joins it, page by page, and lists machines outside EC2", async () => {
      const table = await newTable();
      proxy().begin(inventory(idsIn(first, virginia)));
      const { result } = await runCollect(place, table.name);
      assert.deepEqual(result?.sources[0], {
        account: nameOf(first),
        region: virginia,
        ok: true,
        servers: 4,
        changed: 4,
        gone: 0,
      });
      assert.equal(count("GetInventory"), 3);
      const items = await table.items();
      assert.deepEqual([...items.keys()].sort(), [...idsIn(first, virginia), "mi-0rack"].sort());
      for (const id of idsIn(first, virginia)) {
        const item = items.get(id);
        assert.deepEqual(
          [item?.["os"], item?.["version"], item?.["name"]],
          [{ S: "Amazon Linux" }, { S: "2023" }, { S: "web-0" }],
        );
      }
      const { region, ...server } = items.get("mi-0rack") ?? {};
      assert.deepEqual(region, { S: virginia });
      assert.deepEqual(
        [server["name"], server["os"], server["version"], server["ip"], server["alive"], server["etc"]],
        [
          { S: "rack-7" },
          { S: "Ubuntu" },
          { S: "24.04" },
          { S: "192.168.0.9" },
          { N: "1" },
          { S: "managed node, Active" },
        ],
      );
    });

    it("reports it where it cannot be read, collects EC2's data, and loses nothing that was known", async () => {
      const table = await newTable();
      proxy().begin(inventory(idsIn(first, virginia)));
      await runCollect(place, table.name);
      const before = await table.items();
      // moto's own answer: it has no such operation.
      proxy().begin();
      const { result, logged } = await runCollect(place, table.name);
      const [source] = result?.sources ?? [];
      assert.match(
        source?.problem ?? "",
        /^Systems Manager's inventory could not be read, so that what it knew/,
      );
      assert.deepEqual(
        { ...source, problem: undefined },
        {
          account: nameOf(first),
          region: virginia,
          ok: true,
          servers: 3,
          changed: 0,
          gone: 0,
          problem: undefined,
        },
      );
      assert.equal(result?.failed, 0);
      assert.equal(logged.at(-1)?.["IncompleteSources"], 1);
      assert.equal(logged[0]?.["level"], "warn");
      assert.deepEqual(await table.items(), before);
    });
  });

  it("never touches a server that was written by hand, not even one written meanwhile", async () => {
    const table = await newTable();
    const [mine = ""] = idsIn(first, virginia);
    const byHand = { "instance-id": { S: mine }, name: { S: "by hand" } };
    await table.put(byHand);
    await table.put({ "instance-id": { S: "1" }, aws_account_id: { S: first } });
    proxy().begin(noNodes);
    const { result } = await runCollect({ [first]: [virginia] }, table.name);
    assert.equal(result?.sources[0]?.changed, 2);
    const items = await table.items();
    assert.deepEqual(items.get(mine), byHand);
    assert.deepEqual(items.get("1"), { "instance-id": { S: "1" }, aws_account_id: { S: first } });

    const client = new DynamoDBClient({});
    const { write } = collectTable(client, table.name, AbortSignal.timeout(10_000));
    const item = collected({ "instance-id": mine });
    assert.equal(await write({ kind: "changed", item }), false);
    assert.deepEqual((await table.items()).get(mine), byHand);
    const elsewhere = collected({ "instance-id": idsIn(first, virginia)[1] ?? "", region: "eu-west-1" });
    assert.equal(await write({ kind: "changed", item: elsewhere }), false);
    client.destroy();
  });

  it("writes all of it to a table that is throttled for a while", async () => {
    const table = await newTable();
    let left = 2;
    proxy().begin(
      besides(({ operation }) =>
        operation === "PutItem" && left-- > 0
          ? jsonFailure("ProvisionedThroughputExceededException")
          : undefined,
      ),
    );
    const { result } = await runCollect({ [first]: [virginia] }, table.name);
    assert.deepEqual(result?.sources[0], {
      account: nameOf(first),
      region: virginia,
      ok: true,
      servers: 3,
      changed: 3,
      gone: 0,
    });
    assert.equal(count("PutItem"), 5);
    assert.equal((await table.items()).size, 3);
  });

  it("ends in an error where the table cannot be written, and the next run makes up for it", async () => {
    const table = await newTable();
    proxy().begin(
      besides(({ operation }) =>
        operation === "PutItem" ? jsonFailure("AccessDeniedException") : undefined,
      ),
    );
    const { error, logged } = await runCollect(few, table.name);
    assert.ok(error instanceof Error);
    assert.equal(error.name, "CollectionFailedError");
    assert.match(error.message, /^The table could not be written \(AccessDeniedException\)/);
    assert.equal(logged.at(-1)?.["FailedSources"], 2);
    proxy().begin(noNodes);
    const { result } = await runCollect(few, table.name);
    assert.deepEqual(
      result?.sources.map(({ changed }) => changed),
      [3, 2],
    );
  });

  it("ends in an error where one source's servers alone could not be written", async () => {
    const table = await newTable();
    proxy().begin(
      besides(({ operation, body }) =>
        operation === "PutItem" && body.includes(second) ? jsonFailure("AccessDeniedException") : undefined,
      ),
    );
    const { error } = await runCollect(few, table.name);
    assert.ok(error instanceof Error);
    assert.match(error.message, /^The table could not be written/);
    assert.equal((await table.items()).size, 3);
  });

  it("ends in an error where there is no table, without asking an account, after it has told each source", async () => {
    proxy().begin(noNodes);
    const { error, logged } = await runCollect(few, "no-table");
    assert.ok(error instanceof Error);
    assert.equal(error.name, "CollectionFailedError");
    const problem =
      "The table could not be read (ResourceNotFoundException): see that TABLE_NAME names a table of this region";
    assert.equal(error.message, problem);
    assert.equal(count("AssumeRole"), 0);
    assert.deepEqual(
      logged.slice(0, -1).map(({ level, account, ok, problem: told }) => [level, account, ok, told]),
      [
        ["error", nameOf(first), false, problem],
        ["error", nameOf(second), false, problem],
      ],
    );
    assert.equal(logged.at(-1)?.["FailedSources"], 2);
  });

  it("marks as gone the servers of a region that is collected no more, once, and has them back with it", async () => {
    const table = await newTable();
    await table.put({ "instance-id": { S: "1" }, aws_account_id: { S: "999999999999" }, alive: { N: "1" } });
    const aliveOnes = async () =>
      [...(await table.items())].flatMap(([id, { alive }]) => (alive?.N === "1" ? [id] : [])).sort();
    proxy().begin(noNodes);
    await runCollect(few, table.name);
    const all = [...idsIn(first, virginia), ...idsIn(second, virginia), "1"].sort();
    assert.deepEqual(await aliveOnes(), all);

    for (const abandoned of [2, 0]) {
      proxy().begin(noNodes);
      const { result, logged } = await runCollect({ [first]: [virginia] }, table.name);
      assert.equal(result?.abandoned, abandoned);
      assert.equal(logged.at(-1)?.["abandoned"], abandoned);
      assert.equal(count("PutItem"), abandoned);
      assert.deepEqual(await aliveOnes(), [...idsIn(first, virginia), "1"].sort());
    }

    proxy().begin(noNodes);
    await runCollect({ [first]: [] }, table.name);
    assert.deepEqual(
      await aliveOnes(),
      [...idsIn(first, virginia), "1"].sort(),
      "without a source nothing is done",
    );

    proxy().begin(noNodes);
    assert.equal((await runCollect(few, table.name)).result?.sources[1]?.changed, 2);
    assert.deepEqual(await aliveOnes(), all);
  });

  it("tells what it reached before its time is up, where sources are silent", async () => {
    const table = await newTable();
    // As many as are read at once: the last source is begun only when the first one is done with.
    const silent = ["r-1", "r-2", "r-3", "r-4", "r-5", "r-6", "r-7"];
    let waiting = 0;
    const end = new AbortController();
    const times: number[] = [];
    const timer = (milliseconds: number): AbortSignal => {
      times.push(milliseconds);
      return end.signal;
    };
    proxy().begin(
      besides(({ operation, account }) => {
        if (operation !== "DescribeInstances" || account === first) return undefined;
        if (++waiting === silent.length + 1) end.abort();
        return "hang";
      }),
    );
    const places = { [first]: [virginia], [second]: silent, [third]: [virginia] };
    const { result } = await runCollect(places, table.name, timer);
    assert.deepEqual(times, [55_000], "there is time left to tell it");
    assert.deepEqual(
      result?.sources.map(({ ok, changed }) => [ok, changed]),
      [[true, 3], ...[...silent, virginia].map(() => [false, 0])],
    );
    for (const { problem } of result.sources.slice(1))
      assert.match(problem ?? "", /^EC2's instances could not be read \(AbortError\)/);
  });

  it("tries a throttled account again", async () => {
    const table = await newTable();
    let left = 1;
    proxy().begin(
      besides(({ operation }) =>
        operation === "DescribeInstances" && left-- > 0 ? ec2Failure("RequestLimitExceeded", 503) : undefined,
      ),
    );
    const { result } = await runCollect({ [first]: [virginia] }, table.name);
    assert.equal(result?.sources[0]?.ok, true);
    assert.equal(count("DescribeInstances"), 2);
  });

  it("writes what the inventory then answers, with its eleven keys and no others", async () => {
    const table = await newTable();
    proxy().begin(
      systemsManager({ [`${first} ${virginia}`]: [{ InstanceId: "mi-0rack", PlatformName: "Ubuntu" }] }, 50),
    );
    await runCollect(few, table.name);
    const inventory = inventoryHandler(
      dynamoTable(table.name, dynamoClient()),
      { origins: [], positionKey: "a key" },
      () => undefined,
    );
    const get = async (path: string): Promise<unknown> => {
      const { statusCode, body } = await inventory({ httpMethod: "GET", path });
      assert.equal(statusCode, 200);
      return JSON.parse(body);
    };
    const { servers, next } = (await get("/srv")) as {
      servers: readonly Readonly<Record<string, unknown>>[];
      next: unknown;
    };
    assert.equal(next, null);
    assert.deepEqual(
      servers.map((server) => server["instance-id"]).sort(),
      [...idsIn(first, virginia), ...idsIn(second, virginia), "mi-0rack"].sort(),
    );
    for (const server of servers) {
      assert.deepEqual(Object.keys(server).sort(), keys);
      assert.deepEqual(await get(`/srv/${String(server["instance-id"])}`), server);
    }
    assert.deepEqual(await get("/srv/mi-0rack"), {
      aws_account_id: first,
      aws_account_name: nameOf(first),
      "instance-id": "mi-0rack",
      os: "Ubuntu",
      version: "",
      ip: "",
      name: "",
      service: "",
      role: "",
      alive: 1,
      etc: "managed node, unknown",
    });
  });

  it("runs as it is bundled, with the settings beside it and the table of its environment", async () => {
    const table = await newTable();
    const folder = newFolder();
    writeFileSync(join(folder, "index.js"), (await bundleOf("collect")).code);
    writeFileSync(join(folder, "settings.json"), JSON.stringify(settingsOf({ [first]: [virginia] })));
    proxy().begin(noNodes);
    const call =
      'require("./index.js").handler({}, { functionName: "f", getRemainingTimeInMillis: () => 60000 })';
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", call], {
      cwd: folder,
      env: { ...process.env, TABLE_NAME: table.name },
    });
    const lines = stdout.trim().split("\n");
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as { readonly message: unknown }).message),
      ["source", "collected"],
    );
    assert.equal((await table.items()).size, 3);
  });
});

const itemOf = (server: ReturnType<typeof collected>) =>
  Object.fromEntries(
    Object.entries(server).map(([name, value]) => [
      name,
      typeof value === "number" ? { N: String(value) } : { S: value },
    ]),
  );
