import assert from "node:assert/strict";
import { resolve } from "node:path";
import { readConfig } from "../../stacks/config";
import { diagnosed } from "../../verify/doctor";
import type { DoctorReport } from "../../verify/doctor/report";
import { Clients } from "../../verify/sources/live/clients";
import { requireAccounts } from "../../verify/sources/live/credentials";
import { placesOf } from "../../verify/sources/live/places";
import { readLive } from "../../verify/sources/live/read";
import { readers } from "../../verify/sources/live/readers";
import type { CredentialSource, ReadContext } from "../../verify/sources/live/types";
import { resourcesOfProgram } from "../../verify/sources/program";
import { motoVariables, withMoto } from "../support/moto";
import { withCloud } from "./provision/cloud";
import { gatewayMending } from "./provision/gatewayMending";
import { provision } from "./provision/provision";
import { inEnvironment, withLiveIds, withRoles } from "./support";

const projectDir = resolve(__dirname, "../..");
const [account, region] = ["222222222222", "ap-northeast-2"];

/** As much as can be in one region. */
const topology = {
  accounts: { one: { id: account } },
  networks: {
    seoul: { account: "one", region, cidr: "10.0.0.0/16", zones: 1 },
    busan: { account: "one", region, cidr: "10.1.0.0/16", zones: 1 },
  },
  apis: { srv: { account: "one", region, backend: "inventory", apiKey: true } },
  links: [
    { from: "seoul", to: "srv" },
    { from: "busan", to: "srv", through: "seoul" },
  ],
};

interface Sending {
  send(command: { readonly input: unknown }): Promise<unknown>;
}

function isSending(client: unknown): client is Sending {
  return typeof client === "object" && client !== null && "send" in client;
}

/** Clients that ask for everything once; of one kind of call they are told that it is not allowed. */
class Remembering extends Clients {
  static readonly #answers = new Map<string, Promise<unknown>>();
  readonly kinds = new Set<string>();
  readonly #refused: string | undefined;
  readonly #refusals = new WeakMap<object, string>();

  constructor(endpointUrl: string, refused?: string) {
    super({ endpointUrl });
    this.#refused = refused;
  }

  override in(inRegion: string, credentials: CredentialSource): ReadContext["client"] {
    const made = super.in(inRegion, credentials);
    const prepared = new Set<unknown>();
    return (kind) => {
      const client = made(kind);
      if (isSending(client) && !prepared.has(client)) this.#prepare(client, kind.name);
      prepared.add(client);
      return client;
    };
  }

  override operationOf(error: unknown): string | undefined {
    const refused = typeof error === "object" && error !== null ? this.#refusals.get(error) : undefined;
    return refused ?? super.operationOf(error);
  }

  #prepare(client: Sending, service: string): void {
    const ask = client.send.bind(client);
    client.send = async (command) => {
      const operation = command.constructor.name.replace(/Command$/, "");
      const kind = `${service.replace(/Client$/, "")} ${operation}`;
      this.kinds.add(kind);
      if (kind === this.#refused) {
        const error = Object.assign(new Error("no"), { name: "AccessDeniedException" });
        this.#refusals.set(error, operation);
        throw error;
      }
      const key = `${kind} ${JSON.stringify(command.input)}`;
      const answer = Remembering.#answers.get(key) ?? ask(command);
      Remembering.#answers.set(key, answer);
      return await answer;
    };
  }
}

/** Calls that tell nothing by which a call is answered or refused. */
const besideTheWay = ["Lambda GetFunctionEventInvokeConfig"];

/** Calls without whose answer nobody can say what becomes of a call. */
const decisive = [
  "APIGateway GetResources",
  "APIGateway GetRestApis",
  "DynamoDB DescribeTable",
  "EC2 DescribeSecurityGroupRules",
  "EC2 DescribeVpcEndpoints",
  "EC2 DescribeVpcs",
  "IAM GetAccountAuthorizationDetails",
  "KMS DescribeKey",
  "Lambda GetFunctionConcurrency",
  "Lambda GetPolicy",
  "ResourceGroupsTaggingAPI GetResources",
];

describe("a call that is refused", function () {
  this.timeout(60_000);
  const moto = withMoto();
  const cloud = withCloud(() => moto().endpoint, [gatewayMending()]);
  let kinds: readonly string[];
  let withRefused: (kind?: string) => Promise<{ readonly report: DoctorReport; readonly made: Set<string> }>;

  before(async () => {
    const config = { "apilink:topology": topology };
    const place = { source: "the test", dir: projectDir };
    const program = withRoles({ stack: "refused", config, topology: readConfig(config, place).topology });
    const { endpoint } = cloud();
    const ids = await provision(await resourcesOfProgram(program), endpoint);
    const stack = withLiveIds(program, ids);
    const expected = await resourcesOfProgram(stack);
    const accounts = await inEnvironment(motoVariables(endpoint), () =>
      requireAccounts(stack.topology, { endpointUrl: endpoint }),
    );
    const readTypes = new Set(readers.flatMap(({ types }) => types));
    withRefused = async (kind) => {
      const clients = new Remembering(endpoint, kind);
      const tag = "apilink/refused";
      const { resources: live, unread } = await readLive(placesOf(stack.topology, expected), {
        ...{ readers, accounts, clients },
        topology: tag,
      });
      clients.destroy();
      const report = diagnosed({
        ...{ stack: stack.stack, topology: stack.topology, expected, live, unread, readTypes, tag },
      });
      return { report, made: clients.kinds };
    };
    const { report, made } = await withRefused();
    assert.deepEqual(
      report.differences.map(({ text }) => text),
      [],
    );
    assert.ok(report.ok);
    kinds = [...made].sort();
  });

  it("makes nothing broken, different or well, whichever it is", async () => {
    const wrong: string[] = [];
    for (const kind of kinds) {
      const { ok, links, differences, unread, report } = (await withRefused(kind)).report;
      const say = (what: string): number => wrong.push(`${kind}: ${what}`);
      if (ok) say("all is said to be well");
      if (unread.length === 0) say("nothing is said to be unread");
      for (const { permission } of unread)
        if (permission?.includes(",") !== false) say(`${String(permission)} is said to be missing`);
      for (const { from, state, explanation } of links)
        if (state === "broken") say(`${from} is broken: ${explanation}`);
      for (const { text } of differences) say(text);
      for (const { rule, message } of report.findings) if (rule === "isolation-broken") say(message);
      if (besideTheWay.includes(kind))
        for (const { from, state } of links) if (state !== "ok") say(`${from} is ${state}`);
    }
    assert.ok(kinds.length > 30, `only ${String(kinds.length)} kinds of calls are made`);
    assert.deepEqual(
      besideTheWay.filter((kind) => !kinds.includes(kind)),
      [],
    );
    assert.deepEqual(wrong, []);
  });

  it("leaves a link unknown that it decides, and names what is missing", async () => {
    for (const kind of decisive) {
      const { links, unread } = (await withRefused(kind)).report;
      assert.ok(kinds.includes(kind), kind);
      assert.deepEqual([...new Set(links.map(({ state }) => state))], ["unknown"], kind);
      assert.equal(unread.length, 1, kind);
    }
  });
});
