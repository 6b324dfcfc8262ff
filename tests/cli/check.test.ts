import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { apilink } from "../support/command";

/** The report's contract, key by key. */
const report = z.strictObject({
  schema: z.literal("apilink.check/1"),
  stack: z.string(),
  ok: z.boolean(),
  resources: z.int(),
  links: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      through: z.string(),
      ok: z.boolean(),
      url: z.string(),
      corporateUrl: z.string().nullable(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
  subscriptions: z.array(z.never()),
  probes: z.array(z.never()),
  findings: z.array(z.never()),
});

describe("apilink check", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "apilink-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const stackFile = (topology: unknown): string => {
    const file = join(folder, "Pulumi.mine.yaml");
    writeFileSync(file, stringify({ config: { "apilink:topology": topology } }));
    return file;
  };

  it("shows dev's link in the four forms of the guides, as curl lines", async () => {
    const { status, stdout, stderr } = await apilink(["check"]);
    assert.deepEqual([status, stderr], [0, ""]);
    const api =
      /curl https:\/\/(\w{10})\.execute-api\.ap-northeast-2\.amazonaws\.com\/v1\n/.exec(stdout)?.[1] ?? "";
    assert.ok(
      new RegExp(
        `curl https://${api}-vpce-\\w{17}\\.execute-api\\.ap-northeast-2\\.amazonaws\\.com/v1\n`,
      ).test(stdout),
    );
    const endpoint =
      "https://vpce-\\w{17}-\\w{8}\\.execute-api\\.ap-northeast-2\\.vpce\\.amazonaws\\.com/v1\n";
    assert.match(
      stdout,
      new RegExp(
        `curl -H 'Host: ${api}\\.execute-api\\.ap-northeast-2\\.amazonaws\\.com' \\\\\n +${endpoint}`,
      ),
    );
    assert.match(stdout, new RegExp(`curl -H 'x-apigw-api-id: ${api}' \\\\\n +${endpoint}`));
    assert.match(stdout, /Would be created: \d+ resources in 7 components/);
    // No colour without a terminal.
    assert.equal(stdout.includes("\u001b"), false);
  });

  it("shows both directions of prod", async () => {
    const { status, stdout } = await apilink(["check", "--stack", "prod"]);
    assert.equal(status, 0);
    for (const line of [
      "seoul -> srv",
      "oregon -> srv through seoul",
      "oregon -> srv-us",
      "seoul -> srv-us through oregon",
    ]) {
      assert.ok(stdout.includes(`\n  ${line}\n`), line);
    }
  });

  it("reports on any stack file, for programs", async () => {
    const file = stackFile({
      accounts: { a: { id: "012345670123" }, b: { id: "222222222222" }, c: { id: "333333333333" } },
      networks: {
        one: {
          account: "a",
          region: "eu-west-1",
          cidr: "10.0.0.0/20",
          privateDns: true,
          publicSubnets: true,
        },
        two: { account: "b", region: "us-east-1", cidr: "10.1.0.0/24", zones: ["us-east-1b", "us-east-1c"] },
      },
      apis: {
        pay: {
          account: "c",
          region: "eu-west-1",
          apiKey: true,
          cors: ["https://portal.example.com"],
          stage: "prod",
        },
        log: { account: "b", region: "us-east-1" },
      },
      links: [
        { from: "one", to: "pay" },
        { from: "two", to: "pay", through: "one" },
      ],
    });
    const { status, stdout } = await apilink(["check", "--file", file, "--json"]);
    assert.equal(status, 0);
    const { stack, ok, links, resources } = report.parse(JSON.parse(stdout));
    assert.deepEqual([stack, ok, links.length], ["mine", true, 2]);
    assert.ok(resources > 50);
    const [own, peered] = links;
    assert.deepEqual(peered?.headers, { "x-api-key": "<api-key:pay>" });
    assert.match(peered.url, /^https:\/\/\w{10}-vpce-\w{17}\.execute-api\.eu-west-1\.amazonaws\.com\/prod$/);
    assert.equal(own?.url, peered.url);
  });

  it("follows apilink:topologyFile, relative to the stack file", async () => {
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: { one: { account: "a", region: "us-west-2", cidr: "10.0.0.0/16" } },
      apis: { srv: { account: "a", region: "us-west-2" } },
      links: [{ from: "one", to: "srv" }],
    };
    writeFileSync(join(folder, "topology.yaml"), stringify(topology));
    const file = join(folder, "Pulumi.large.yaml");
    writeFileSync(file, stringify({ config: { "apilink:topologyFile": "topology.yaml" } }));
    const { status, stdout } = await apilink(["check", "--file", file, "--json"]);
    assert.equal(status, 0);
    assert.equal(report.parse(JSON.parse(stdout)).links.length, 1);
  });

  it("names the corporate network's URL only where its network is linked through itself", async () => {
    const { stdout } = await apilink(["check", "--stack", "prod", "--json"]);
    const { links } = report.parse(JSON.parse(stdout));
    assert.deepEqual(
      links.map(({ from, to, url, corporateUrl }) => [from, to, corporateUrl === url]),
      [
        ["seoul", "srv", true],
        ["oregon", "srv", false],
        ["oregon", "srv-us", false],
        ["seoul", "srv-us", false],
      ],
    );
  });

  it("ends with 2 and every error of a wrong topology, without a stack trace", async () => {
    const file = stackFile({
      accounts: { a: { id: 111111111111 } },
      networks: { one: { account: "b", region: "us-west-2", cidr: "10.0.0.0/99" } },
      links: [{ from: "one", to: "srv" }],
    });
    const { status, stdout, stderr } = await apilink(["check", "--file", file]);
    assert.deepEqual([status, stdout], [2, ""]);
    for (const path of ["accounts.a.id", "networks.one.cidr", "links[0].to"]) {
      assert.match(stderr, new RegExp(`\n  ${path.replace(/[[\].]/g, "\\$&")}: .+\n    hint: .+`));
    }
    assert.equal(/^\s+at /m.test(stderr), false);
  });

  it("ends with 2 for a file of 10,000 networks", async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `n${index}`);
    const network = (index: number) => ({
      account: "a",
      region: "us-west-2",
      cidr: `10.${index >> 8}.${index & 255}.0/24`,
    });
    const { status, stderr } = await apilink([
      "check",
      "--file",
      stackFile({
        accounts: { a: { id: "111111111111" } },
        networks: Object.fromEntries(names.map((name, index) => [name, network(index)])),
        links: names.map((from) => ({ from, to: "srv" })),
      }),
    ]);
    assert.equal(status, 2);
    assert.match(stderr, /networks: has 10000 networks, and a stack takes 500/);
    assert.match(stderr, /links\[9999\]\.to: names the API "srv"/);
  });

  it("ends with 1 where AWS would refuse, with every refusal", async () => {
    const file = stackFile({
      accounts: { a: { id: "111111111111" } },
      networks: {
        one: { account: "a", region: "us-west-2", cidr: "10.0.0.0/16", zones: ["us-west-2x"] },
        two: { account: "a", region: "us-west-2", cidr: "10.1.0.0/16", zones: 8 },
      },
    });
    const { status, stderr } = await apilink(["check", "--file", file]);
    assert.equal(status, 1);
    assert.match(stderr, /Subnet one\.isolated-1\n +InvalidParameterValue: .*us-west-2x/);
    assert.match(stderr, /\n {4}Error: us-west-2 has 4 availability zones/);
    assert.match(stderr, /^apilink: 2 errors on the embedded cloud/);
    assert.equal(/^\s+at /m.test(stderr), false);
  });

  for (const [name, args] of [
    ["an unknown option", ["check", "--nope"]],
    ["two sources", ["check", "--stack", "dev", "--file", "x"]],
    ["an unknown command", ["chekc"]],
    ["no command", []],
    ["a stack without a file", ["check", "--stack", "nope"]],
    ["a deployment of no stack", ["up", "--lab"]],
  ] as const) {
    it(`ends with 2 for ${name}`, async () => {
      const { status, stdout, stderr } = await apilink(args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.ok(stderr.length > 0 && !/^\s+at /m.test(stderr), stderr);
    });
  }

  it("says in one line how to get the engine where there is none", async () => {
    const { status, stdout, stderr } = await apilink(["up", "--stack", "dev", "--lab"], { PATH: folder });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^apilink: .*pulumi.*https:\/\/www\.pulumi\.com\/docs\/install\/\n$/);
  });
});
