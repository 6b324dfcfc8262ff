import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { placeOf } from "../../cli/where";
import { attemptAt } from "../../handlers/canary/attempt";
import { deadlines } from "../../handlers/canary/steps";
import { sampleServers } from "../../lab/sampleServers";
import { parseTopology } from "../../stacks/topology/parse";
import { callersOf } from "../../verify/check/callers";
import { callsOf, type WrittenCall } from "../../verify/check/calls";
import { modelOf } from "../../verify/model";
import { tracerOf } from "../../verify/trace";
import { readRows, type Call } from "../rows/shape";
import { skipWithoutChromium, startChromium, type Browser } from "../support/chromium";
import { runTopology } from "../support/stacks";
import { temporaryFolders } from "../support/temporary";
import { startGateway, type LocalGateway } from "./gateway";

/** What a page sees of a call that CORS forbids, and why, in the words of the DevTools protocol. */
const blockedBy = (corsError: string) => ({ answer: undefined, corsError });

/** What the gateway is asked, and what the page gets: as the row says, here by a browser itself. */
const expectations: readonly {
  readonly row: "D8" | "D10";
  readonly says: string;
  readonly exchanges: readonly (readonly [method: string, status: number])[];
  readonly blocked?: ReturnType<typeof blockedBy>;
}[] = [
  {
    row: "D8",
    says: "the certificate is accepted",
    exchanges: [["OPTIONS", 403]],
    // What a browser finds first: a refusal of the gateway's own has no such header, and its status would not do either.
    blocked: blockedBy("PreflightMissingAllowOriginHeader"),
  },
  {
    row: "D10",
    says: "the page's own call",
    exchanges: [
      ["OPTIONS", 200],
      ["GET", 200],
    ],
  },
  {
    row: "D10",
    says: "a header that the preflight does not allow",
    exchanges: [["OPTIONS", 200]],
    blocked: blockedBy("HeaderDisallowedByPreflightResponse"),
  },
];

describe("a page in a browser that calls the inventory", function () {
  this.timeout(60_000);
  const folder = temporaryFolders();
  let page: Server | undefined;
  let gateway: LocalGateway | undefined;
  let browser: Browser | undefined;

  before(async function () {
    skipWithoutChromium(this);
    page = createServer((_request, response) => {
      response
        .writeHead(200, { "content-type": "text/html" })
        .end("<!doctype html><title>assessment</title>");
    });
    page.listen(0, "127.0.0.1");
    await once(page, "listening");
  });

  afterEach(async () => {
    await browser?.close();
    await gateway?.close();
    browser = gateway = undefined;
  });

  after(() => page?.close());

  for (const { row, says, exchanges, blocked } of expectations) {
    it(`${row}: ${says}`, async () => {
      const { call, written, tracer, source } = await prepared(row, says);
      assert.ok(page !== undefined);
      gateway = await startGateway(tracer, source);
      browser = startChromium({
        profile: folder(),
        hosts: { [`${written.parsed.host}:443`]: `127.0.0.1:${gateway.port}` },
      });
      const origin = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
      const url = new URL(`${written.url}${call.path}`);
      const headers = headersOf(written, call);
      const fetched = await browser.fetchFrom(`${origin}/`, url.href, headers);
      const { outcome, status, body } = call.expect;
      assert.equal(outcome, blocked === undefined ? "ok" : "cors-blocked");
      assert.deepEqual(fetched, blocked ?? { answer: { status, body }, corsError: undefined });
      assert.deepEqual(
        gateway.taken(),
        exchanges.map(([method, answered]) => [method, url.pathname, answered]),
      );
      // Nothing but CORS stands between the page and the answer: whoever is no browser gets it.
      url.port = `${gateway.port}`;
      const limits = { deadlines, timeUp: AbortSignal.timeout(10_000) };
      const elsewhere = await attemptAt("127.0.0.1", { url, headers, insecure: true }, limits);
      assert.deepEqual([elsewhere.outcome, elsewhere.status], ["ok", 200]);
    });
  }

  it("is what every call of these rows by a browser is tried with, but where the certificate ends it", () => {
    const rows = readRows();
    const tried = expectations.map(({ row, says }) => `${row} ${says}`);
    const written = ["D8", "D10"].flatMap((id) =>
      (rows.get(id)?.calls ?? [])
        .filter(({ client, expect }) => client === "browser" && expect.outcome !== "tls-mismatch")
        .map(({ says }) => `${id} ${says ?? ""}`),
    );
    assert.deepEqual(tried, written);
  });
});

/** A row's set-up, and one of its calls as `apilink check` would write it. */
async function prepared(id: string, says: string) {
  const row = readRows().get(id) ?? assert.fail(id);
  const call = row.calls.find((each) => each.says === says) ?? assert.fail(`${id} has no call: ${says}`);
  const topology = parseTopology(row.topology, id);
  const model = modelOf(await runTopology(row.topology as object), topology, { servers: sampleServers });
  const [source = assert.fail(`nobody calls from ${call.from}`)] = callersOf(model, topology)
    .filter((caller) => placeOf(caller) === call.from)
    .flatMap(({ parts }) => parts.map((part) => part.source));
  const [written = assert.fail(`no call of this form`)] = callsOf(model, topology, "srv").filter(
    ({ form }) => form === call.form,
  );
  return { call, written, source, tracer: tracerOf(model) };
}

function headersOf({ headers }: WrittenCall, call: Call): Readonly<Record<string, string>> {
  const all = Object.entries({ ...headers, ...call.headers });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}
