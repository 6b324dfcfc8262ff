import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { runStack } from "../../automation/run";
import { adoptedBy } from "../../lab/adopted";
import { loadStack, projectDir } from "../../cli/source";
import { stackFileOf } from "../../stacks/stackFile";
import { check } from "../../verify/check";
import type { Report } from "../../verify/contract";
import { stackOutputsIn } from "../../verify/stackOutputs";
import { apilink, apilinkHere } from "../support/command";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";

const hello = '{"message":"Hello from the mock backend"}';
/** What the root of an inventory says. */
const service = '{"status":"ok","paths":["/srv","/srv/{srvid}"]}';
const accepter = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter";

/** The host names of an API behind an endpoint. */
async function hostsOf(
  options: { readonly stack?: string; readonly file?: string },
  api: string,
  network: string,
) {
  const { topology, resources } = await loadStack(options);
  const { apis, endpoints } = stackOutputsIn(resources);
  const [id = "", endpoint = ""] = [apis[api], endpoints[network]];
  const domain = `execute-api.${topology.apis[api]?.region ?? ""}.amazonaws.com`;
  return { own: `${id}.${domain}`, alias: `${id}-${endpoint}.${domain}` };
}

describe("a call across regions", function () {
  this.timeout(20_000);
  const folder = temporaryFolders();

  it("has no name but the alias, and is answered by that", async () => {
    const { own, alias } = await hostsOf({ stack: "prod" }, "srv", "seoul");
    const byName = await apilink(["curl", "--from", "oregon", `https://${own}/v1`]);
    assert.deepEqual(byName, {
      status: 6,
      stdout: "",
      stderr: `apilink: oregon is in stack prod\ncurl: (6) Could not resolve host: ${own}\n`,
    });
    const byAlias = await apilinkHere(["curl", "--from", "oregon", "-sS", `https://${alias}/v1`]);
    assert.deepEqual(byAlias, { status: 0, stdout: service, stderr: "apilink: oregon is in stack prod\n" });
  });

  it("fails as curl does while the peering is not accepted", async () => {
    const { alias } = await hostsOf({ stack: "prod" }, "srv", "seoul");
    const args = [
      "curl",
      "--stack",
      "prod",
      "--without",
      accepter,
      "--from",
      "oregon",
      `https://${alias}/v1`,
    ];
    const message = `curl: (28) Failed to connect to ${alias} port 443 after 300000 ms: Timeout was reached\n`;
    assert.deepEqual(await apilinkHere(args), { status: 28, stdout: "", stderr: message });
  });

  it("fares the same in a state file", async () => {
    const { resources } = await loadStack({ stack: "prod" });
    const file = join(folder(), "prod.json");
    writeFileSync(file, JSON.stringify({ version: 3, deployment: { resources } }));
    const { alias } = await hostsOf({ stack: "prod" }, "srv", "seoul");
    const called = await apilinkHere(["curl", "--state", file, "--from", "oregon", `https://${alias}/v1`]);
    assert.deepEqual(called, { status: 0, stdout: service, stderr: "" });
  });
});

describe("a call of any stack", () => {
  const folder = temporaryFolders();
  let file: string;
  let pay: Awaited<ReturnType<typeof hostsOf>>;
  let open: Awaited<ReturnType<typeof hostsOf>>;

  before(async () => {
    file = join(folder(), "Pulumi.any.yaml");
    const place = { account: "a", region: "us-west-2" };
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: {
        one: {
          ...place,
          cidr: "10.0.0.0/16",
          publicSubnets: true,
          corporate: [{ cidr: "192.168.0.0/16", via: "vgw-0123456789abcdef0" }],
        },
        two: { ...place, cidr: "10.1.0.0/16" },
      },
      apis: { pay: { ...place, apiKey: true }, open: { ...place, access: "regional" } },
      links: [{ from: "one", to: "pay" }],
    };
    writeFileSync(file, stringify({ config: { "apilink:topology": topology } }));
    pay = await hostsOf({ file }, "pay", "one");
    open = await hostsOf({ file }, "open", "one");
  });

  const curl = (from: string, ...args: readonly string[]) =>
    apilinkHere(["curl", "--file", file, "--from", from, ...args]);
  const key = "x-api-key: <api-key:pay>";

  it("is answered with the key of the API, and refused without one", async () => {
    const refused = await curl("one", "-i", `https://${pay.alias}/v1`);
    assert.equal(refused.status, 0);
    assert.match(refused.stdout, /^HTTP\/2 403 \r\n[^]*\r\n\r\n{"message":"Forbidden"}$/);
    for (const from of ["one", "one/public", "one/corporate"]) {
      const { status, stdout, stderr } = await curl(from, "-H", key, `https://${pay.alias}/v1`);
      assert.deepEqual([from, status, stdout, stderr], [from, 0, hello, ""]);
    }
  });

  it("goes out to a public API from a public subnet, and not from a private one", async () => {
    const url = `https://${open.own}/v1`;
    assert.equal((await curl("one/public", url)).stdout, hello);
    assert.equal((await curl("internet", url)).stdout, hello);
    assert.equal((await curl("one", url)).status, 28);
  });

  it("is answered by its own name where the caller's resolver knows the endpoint's address", async () => {
    const { stdout: addresses } = await apilinkHere(["dig", "--file", file, "--from", "one", pay.alias]);
    const [address = ""] = /\b10\.0\.\d+\.\d+/.exec(addresses) ?? [];
    const known = ["--resolve", `${pay.own}:443:${address}`, "-H", key, `https://${pay.own}/v1`];
    assert.deepEqual((await curl("one/corporate", ...known.slice(2))).status, 6);
    assert.equal((await curl("one/corporate", ...known)).stdout, hello);
    assert.equal((await curl("two", ...known)).status, 28);
    assert.equal((await curl("internet", ...known)).status, 28);
  });

  it("does not reach a private API from elsewhere", async () => {
    for (const from of ["two", "internet"])
      assert.equal((await curl(from, "-H", key, `https://${pay.alias}/v1`)).status, 28, from);
  });

  it("is over http where no scheme is given, and nothing listens there", async () => {
    const { status, stderr } = await curl("one", "-H", key, `${pay.alias}/v1`);
    assert.equal(status, 28);
    assert.match(stderr, / port 80 after /);
  });

  it("takes the options of curl, short ones together", async () => {
    const { status, stdout, stderr } = await curl(
      "one",
      "-kisSv",
      "-XPOST",
      "-H",
      key,
      `https://${pay.alias}/v1?a=b`,
    );
    assert.equal(status, 0);
    assert.match(stdout, /^HTTP\/2 200 \r\n/);
    assert.match(stderr, /\n> POST \/v1\?a=b HTTP\/2\n/);
    assert.match(stderr, /\n\* \[dns\] .*\n(\* \[[a-z-]+\] .*\n)*\* \[backend\] .*\n$/);
  });

  it("does not decide what nothing is known of", async () => {
    const { status, stdout, stderr } = await curl("internet", "https://example.com/");
    assert.deepEqual([status, stdout], [1, ""]);
    assert.match(stderr, /^apilink: unknown: .*example\.com\n$/);
  });

  it("tells the way to a service of AWS, the answer of which only AWS knows", async () => {
    const bucket = "https://reports.s3.us-west-2.amazonaws.com/";
    const { status, stdout, stderr } = await curl("one/public", bucket);
    assert.deepEqual([status, stdout], [0, ""]);
    assert.match(stderr, /^apilink: ok: .* by the internet gateway igw-[0-9a-f]{17}: a public hop; .*\n$/);
    assert.equal((await curl("one", bucket)).status, 28);
    const { stdout: answer } = await apilinkHere([
      "dig",
      "--file",
      file,
      "-v",
      "--from",
      "one",
      "sqs.us-west-2.amazonaws.com",
    ]);
    assert.match(answer, /\n; public addresses, which are AWS's to choose\n/);
    assert.match(answer, /\n;; asked from one: .* public addresses of sqs in us-west-2\n/);
  });

  it("names the places there are for one that is not there", async () => {
    const { status, stderr } = await curl("somewhere", "https://example.com/");
    assert.equal(status, 2);
    assert.match(stderr, /the places are: one, one\/public, one\/corporate, two, internet/);
  });

  it("resolves as dig tells", async () => {
    const dig = (from: string, name: string) => apilinkHere(["dig", "--file", file, "--from", from, name]);
    const found = await dig("one", `${pay.alias.toUpperCase()}.`);
    assert.equal(found.status, 0);
    assert.match(found.stdout, new RegExp(`\n${pay.alias}\\.\t60\tIN\tA\t10\\.0\\.\\d+\\.\\d+\n`));
    const none = await dig("internet", pay.own);
    assert.equal(none.status, 0);
    assert.match(none.stdout, /status: NXDOMAIN/);
    assert.match((await dig("one", open.own)).stdout, /\n; public addresses, which are AWS's to choose\n/);
    const unknown = await dig("internet", "example.com");
    assert.equal(unknown.status, 1);
    assert.match(unknown.stdout, /\n;; unknown: /);
  });
});

describe("the state that the engine writes", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  it("is checked with the same probes and links as the program", async () => {
    const stackFile = stackFileOf("prod", projectDir);
    const { topology, resources } = await loadStack({ stack: "prod" });
    const { exportStack } = await runStack({
      command: "up",
      stack: "prod",
      stackFile,
      lab: true,
      labRoot: folder(),
      projectDir,
      adopted: adoptedBy(topology),
    });
    const state = join(folder(), "prod.json");
    writeFileSync(state, JSON.stringify(await exportStack()));
    const { status, stdout, stderr } = await apilinkHere(["check", "--state", state, "--json"]);
    assert.deepEqual([status, stderr], [0, ""]);
    const ofState = JSON.parse(stdout) as Report;
    const ofProgram = check("prod", topology, resources);
    const sorted = ({ probes }: Report) => probes.map((probe) => JSON.stringify(probe)).sort();
    assert.deepEqual(sorted(ofState), sorted(ofProgram));
    assert.deepEqual(ofState.links, ofProgram.links);
    assert.equal(ofState.resources, ofProgram.resources);
  });
});
