import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { loadStack } from "../../cli/source";
import { apilink, apilinkHere, shell } from "../support/command";

const headers = z.record(z.string(), z.string());

const outcomes = [
  "ok",
  "nxdomain",
  "timeout",
  "tls-mismatch",
  "forbidden",
  "access-denied",
  "missing-token",
  "cors-blocked",
  "not-found",
  "bad-request",
  "throttled",
  "backend-error",
  "unknown",
] as const;

const rules = [
  "private-dns-capture",
  "range-overlap",
  "wider-than-linked",
  "alias-missing",
  "single-zone",
  "range-nearly-full",
  "front-needs-insecure-client",
  "stale-deployment",
  "full-access-endpoint-policy",
  "public-page-to-private-address",
  "dual-stack",
  "assumed",
  "quota",
  "isolation-broken",
  "link-broken",
] as const;

/** The report's contract, key by key and word by word: others script against it. */
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
      url: z.url(),
      corporateUrl: z.url().nullable(),
      headers,
    }),
  ),
  subscriptions: z.array(z.never()),
  probes: z.array(
    z.strictObject({
      from: z.string(),
      vantage: z.enum(["workload", "public", "corporate", "internet"]),
      source: z.string().regex(/^[\d.]+\/\d+(, [\d.]+\/\d+)*$/),
      to: z.string(),
      through: z.string().nullable(),
      form: z.enum([
        "alias",
        "default",
        "endpoint-host",
        "endpoint-header",
        "nlb-header",
        "nlb-header-insecure",
        "domain",
      ]),
      client: z.enum(["curl", "browser"]),
      method: z.string(),
      url: z.url(),
      headers,
      linked: z.boolean(),
      outcome: z.enum(outcomes),
      status: z.int().min(100).max(599).nullable(),
      decidedBy: z.enum([
        "dns",
        "route",
        "firewall",
        "tls",
        "gateway",
        "endpoint-policy",
        "resource-policy",
        "method",
        "backend",
      ]),
      explanation: z.string().min(1),
      ok: z.boolean(),
    }),
  ),
  findings: z.array(
    z.strictObject({
      severity: z.enum(["error", "warning"]),
      rule: z.enum(rules),
      where: z.string().min(1),
      message: z.string().min(1),
      hint: z.string().min(1),
    }),
  ),
});

/** A report whose lists stand in one order: a state keeps the keys of the topology in the order of the alphabet. */
function inOrder(text: string): unknown {
  const sorted = (items: readonly unknown[]): readonly string[] =>
    items.map((item) => JSON.stringify(item)).sort();
  const { probes, findings, ...rest } = report.parse(JSON.parse(text));
  return { ...rest, probes: sorted(probes), findings: sorted(findings) };
}

const accepter = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter";

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

  it("shows dev's matrix, green, and how its link is called", async () => {
    const { status, stdout, stderr } = await apilink(["check"]);
    assert.deepEqual([status, stderr], [0, ""]);
    const lines = stdout.split("\n");
    assert.deepEqual(lines.slice(0, 7), [
      "                                  srv",
      "  seoul                           +",
      "  seoul/corporate 192.168.0.0/16  +",
      "  internet                        -",
      "",
      "  + linked, and answered",
      "  - not linked, and kept out",
    ]);
    assert.match(stdout, /\nWarnings\n {2}public-page-to-private-address\n {4}apis\.srv\.cors: /);
    assert.match(
      stdout,
      /\n {2}seoul -> srv\n {4}curl -H 'x-api-key: <api-key:srv>' \\\n {6}https:\/\/\w{10}-vpce-\w{17}\.execute-api\.ap-northeast-2\.amazonaws\.com\/v1\n/,
    );
    assert.match(stdout, /\ndev: ok, 1 link, 1 warning, \d+ calls traced, 75 resources\n$/);
    assert.ok(lines.every((line) => line.length <= 100));
    // No colour without a terminal.
    assert.equal(stdout.includes("\u001b"), false);
  });

  it("shows the link in the four forms of the guides, each with its outcome, and what is created", async () => {
    const { status, stdout } = await apilinkHere(["check", "--verbose"]);
    assert.equal(status, 0);
    const region = "ap-northeast-2";
    const api = /'x-apigw-api-id: (\w{10})'/.exec(stdout)?.[1] ?? assert.fail(stdout);
    const key = "-H 'x-api-key: <api-key:srv>' \\\\\n +";
    const endpoint = `https://vpce-\\w{17}-\\w{8}\\.execute-api\\.${region}\\.vpce\\.amazonaws\\.com/v1\n`;
    for (const form of [
      `    alias \\(recommended\\): ok\n +curl ${key}https://${api}-vpce-\\w{17}\\.execute-api\\.${region}\\.amazonaws\\.com/v1\n`,
      `    default: nxdomain\n +curl ${key}https://${api}\\.execute-api\\.${region}\\.amazonaws\\.com/v1\n`,
      `    endpoint-host: ok\n +curl -H 'Host: ${api}\\.execute-api\\.${region}\\.amazonaws\\.com' \\\\\n +${key}${endpoint}`,
      `    endpoint-header: ok\n +curl -H 'x-apigw-api-id: ${api}' ${key}${endpoint}`,
    ]) {
      assert.match(stdout, new RegExp(form));
    }
    assert.match(stdout, /\n75 resources in 15 components\n/);
    assert.match(stdout, /\n {2}seoul {2}endpoint +ap-northeast-2 {2}10\.0\.0\.0\/16 +2 zones\n/);
  });

  it("shows both directions of prod", async () => {
    const { status, stdout } = await apilinkHere(["check", "--stack", "prod"]);
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

  it("is red at exactly the links that need the peering while it is not accepted, and says why", async () => {
    const args = ["check", "--stack", "prod", "--without", accepter];
    const { status, stdout, stderr } = await apilink(args);
    assert.deepEqual([status, stderr], [1, ""]);
    assert.deepEqual(stdout.split("\n").slice(0, 5), [
      "                                  srv  srv-us",
      "  seoul                           +    x",
      "  seoul/corporate 192.168.0.0/16  +    -",
      "  oregon                          x    +",
      "  internet                        -    -",
    ]);
    for (const pair of ["seoul -> srv-us", "oregon -> srv"]) {
      assert.match(
        stdout,
        new RegExp(
          `\n  ${pair}  linked, but not answered\n.*: timeout\n.*peering connection .* has not been accepted\n    -> accept it`,
        ),
      );
    }
    assert.match(stdout, /\nprod: 2 of 4 links broken, \d+ calls traced, 81 resources\n$/);
    const { stdout: json } = await apilinkHere([...args, "--json"]);
    const { ok, links, probes } = report.parse(JSON.parse(json));
    assert.equal(ok, false);
    assert.deepEqual(
      links.map((link) => link.ok),
      [true, false, true, false],
    );
    const wrong = probes.filter((probe) => !probe.ok);
    assert.deepEqual(
      wrong.map(({ from, to, form, outcome, decidedBy }) => [from, to, form, outcome, decidedBy]),
      [
        ["oregon", "srv", "alias", "timeout", "route"],
        ["seoul", "srv-us", "alias", "timeout", "route"],
      ],
    );
  });

  it("reports the same of a state as of the program that made it", async () => {
    const { stack, resources } = await loadStack({ stack: "prod" });
    const file = join(folder, "prod.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
    const args = ["--without", accepter, "--json"];
    const ofState = await apilinkHere(["check", "--state", file, ...args]);
    const ofProgram = await apilinkHere(["check", "--stack", stack, ...args]);
    assert.deepEqual([ofState.status, ofState.stderr], [1, ""]);
    assert.deepEqual(inOrder(ofState.stdout), inOrder(ofProgram.stdout));
  });

  it("has the same status for a reader that goes away, and shows no error", async () => {
    const line = `{ "$0" "$1" check --stack prod --without ${accepter}; echo "status $?" >&2; } | true`;
    assert.equal((await shell(line)).stderr, "status 1\n");
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
    const { status, stdout } = await apilinkHere(["check", "--file", file, "--json"]);
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
    const { status, stdout } = await apilinkHere(["check", "--file", file, "--json"]);
    assert.equal(status, 0);
    assert.equal(report.parse(JSON.parse(stdout)).links.length, 1);
  });

  it("names the corporate network's URL only where its network is linked through itself", async () => {
    const { stdout } = await apilinkHere(["check", "--stack", "prod", "--json"]);
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
    const { status, stdout, stderr } = await apilinkHere(["check", "--file", file]);
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
    const { status, stderr } = await apilinkHere([
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
    const { status, stderr } = await apilinkHere(["check", "--file", file]);
    assert.equal(status, 1);
    assert.match(stderr, /Subnet one\.isolated-1\n +InvalidParameterValue: .*us-west-2x/);
    assert.match(stderr, /\n {4}Error: us-west-2 has 4 availability zones/);
    assert.match(stderr, /^apilink: 2 errors on the embedded cloud/);
    assert.equal(/^\s+at /m.test(stderr), false);
  });

  for (const [name, args] of [
    ["an unknown option", ["check", "--nope"]],
    ["a stack and a file", ["check", "--stack", "dev", "--file", "x"]],
    ["a stack and a state", ["check", "--stack", "dev", "--state", "x"]],
    ["a file and a state", ["check", "--file", "x", "--state", "y"]],
    ["a state without a file", ["check", "--state", "nope.json"]],
    ["a resource to go that is not there", ["check", "--without", "aws:ec2/vpc:Vpcs"]],
    ["a call from nowhere", ["curl", "https://example.com"]],
    ["a call from an unknown place", ["curl", "--from", "seul", "https://example.com"]],
    ["a call of nothing", ["curl", "--from", "seoul"]],
    ["a name that is none", ["dig", "--from", "seoul", "https://example.com"]],
    ["an unknown command", ["chekc"]],
    ["no command", []],
    ["a stack without a file", ["check", "--stack", "nope"]],
    ["a deployment of no stack", ["up", "--lab"]],
    ["a deployment of a file that is not there", ["up", "--file", "nope.yaml", "--lab"]],
    [
      "a name that is taken to be no address",
      ["curl", "--from", "seoul", "--resolve", "a:443:b", "https://a"],
    ],
  ] as const) {
    it(`ends with 2 for ${name}`, async () => {
      const { status, stdout, stderr } = await apilinkHere(args);
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
