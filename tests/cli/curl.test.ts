import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { curl as run, curlResult, type CurlOptions } from "../../cli/curl";
import { callFrom, requestOf, type RequestOptions } from "../../cli/curl/request";
import type { Conversation } from "../../cli/curl/verbose";
import type { CommandResult } from "../../cli/io";
import { loadStack } from "../../cli/source";
import { sampleServers } from "../../lab/sampleServers";
import { types } from "../../lab/services/types";
import { check } from "../../verify/check";
import { numberOf } from "../../verify/model/addresses";
import type { DnsAnswer, Trace } from "../../verify/trace/types";
import { exportOf } from "../support/hostileStates";
import { stateOf } from "../support/states";
import { temporaryFolders } from "../support/temporary";

const text = "https://srv.example.com/v1";

const answered: Trace = {
  outcome: "ok",
  decidedBy: "backend",
  explanation: "the mock answers",
  hops: [
    { step: "dns", says: "srv.endpoint answers 10.0.1.23" },
    { step: "backend", says: "the mock answers" },
  ],
  answer: { status: 200, headers: { "Content-Type": "application/json" }, body: '{"message":"Hello"}' },
  connectedTo: "10.0.1.23",
};

const failed = (outcome: Trace["outcome"], more: Partial<Trace> = {}): Trace => ({
  outcome,
  decidedBy: "dns",
  explanation: "no zone of the VPC holds the name",
  hops: [],
  ...more,
});

const private10: DnsAnswer = {
  kind: "private",
  says: "",
  addresses: [
    { address: numberOf("10.0.1.23"), told: true },
    { address: numberOf("10.0.2.1"), told: false },
  ],
};

const from = (range: string, trace: Trace, resolved: DnsAnswer = private10): Conversation => ({
  range,
  resolved,
  trace,
});

function curl(
  trace: Trace | readonly Conversation[],
  {
    url = text,
    ...options
  }: RequestOptions & { readonly url?: string; include?: boolean; verbose?: boolean } = {},
): CommandResult & { readonly out: string } {
  const followed = "outcome" in trace ? [from("10.0.0.0/16", trace)] : trace;
  const result = curlResult(requestOf(url, options), followed, { from: "seoul", notes: [], ...options });
  return { ...result, out: [...result.stdout].join("") };
}

describe("a request of curl", () => {
  it("is a GET over https", () => {
    assert.deepEqual(requestOf("https://Srv.Example.com./v1/a?b=c#d", {}), {
      method: "GET",
      url: { scheme: "https", host: "srv.example.com", port: 443, path: "/v1/a" },
      query: "?b=c",
      headers: {},
      insecure: false,
    });
  });

  it("is over http where no scheme is given", () => {
    assert.deepEqual(requestOf("srv.example.com:8080", { request: "POST", insecure: true }), {
      method: "POST",
      url: { scheme: "http", host: "srv.example.com", port: 8080, path: "/" },
      query: "",
      headers: {},
      insecure: true,
    });
    assert.equal(requestOf("HTTP://srv.example.com", {}).url.port, 80);
  });

  it("is traced as it is written, by any of the addresses", () => {
    const request = requestOf(text, { request: "PUT", header: ["a: b"], insecure: true });
    assert.equal("query" in callFrom({ kind: "internet" }, request), false);
    assert.equal(callFrom({ kind: "internet" }, requestOf(`${text}?acl`, {})).query, "?acl");
    assert.deepEqual(callFrom({ kind: "internet" }, request), {
      source: { kind: "internet" },
      method: "PUT",
      url: { scheme: "https", host: "srv.example.com", port: 443, path: "/v1" },
      headers: { a: "b" },
      insecure: true,
      client: "curl",
      demand: "any",
    });
  });

  it("has the headers that are given, the last one counts, and none that is taken away", () => {
    const header = [
      "X-Api-Key: <api-key:srv>",
      "host:a.example.com",
      "empty;",
      "gone: 1",
      "gone:",
      "Host: b.example.com",
    ];
    assert.deepEqual(requestOf(text, { header }).headers, {
      "x-api-key": "<api-key:srv>",
      host: "b.example.com",
      empty: "",
    });
  });

  for (const [url, message] of [
    ["https://{api}.execute-api.ap-northeast-2.amazonaws.com/v1", /`apilink check` shows/],
    ["https://a[1-3].example.com", /patterns/],
    ["ftp://example.com", /ftp cannot/],
    ["https://", /no URL/],
    ["https://exa mple.com", /no URL/],
  ] as const) {
    it(`is not made of ${url}`, () => {
      assert.throws(() => requestOf(url, {}), { name: "UserError", message });
    });
  }

  it("is not made of a header or a method that HTTP does not have", () => {
    for (const line of ["nothing", ": value", "a b: c", "a: b\r\nc: d", "a; b"]) {
      assert.throws(() => requestOf(text, { header: [line] }), { name: "UserError", message: /no header/ });
    }
    assert.throws(() => requestOf(text, { request: "GE T" }), { name: "UserError", message: /no method/ });
  });
});

describe("a name that is taken to be an address", () => {
  const resolvedOf = (...resolve: readonly string[]) => requestOf(text, { resolve }).resolved;

  it("is that address, the last one given, of the same host and port", () => {
    const address = (last: number) => ({
      kind: "private",
      addresses: [{ address: 10 * 2 ** 24 + last, told: true }],
      says: `srv.example.com is taken to be 10.0.0.${last}`,
    });
    assert.deepEqual(resolvedOf("Srv.Example.com:443:10.0.0.7"), address(7));
    assert.deepEqual(resolvedOf("srv.example.com:443:10.0.0.7", "srv.example.com:443:10.0.0.8"), address(8));
    assert.equal(resolvedOf("srv.example.com:80:10.0.0.7", "other.example.com:443:10.0.0.7"), undefined);
  });

  it("is written as curl wants it", () => {
    for (const entry of [
      "srv.example.com",
      "srv.example.com:443",
      "srv.example.com:443:nowhere",
      "a:443:10.0.0",
    ])
      assert.throws(() => resolvedOf(entry), { name: "UserError", message: /HOST:PORT:ADDRESS/ });
  });
});

describe("what curl shows", () => {
  it("is the body as it is, and nothing else", () => {
    const { status, out, stderr } = curl(answered);
    assert.deepEqual([status, out, stderr], [0, '{"message":"Hello"}', ""]);
  });

  it("is a refusal's body too, with status 0", () => {
    const answer = { status: 403, headers: {}, body: '{"message":"Forbidden"}' };
    const { status, out } = curl(failed("forbidden", { answer }));
    assert.deepEqual([status, out], [0, '{"message":"Forbidden"}']);
  });

  it("begins with the head where it is asked for, lines ended as on the wire", () => {
    const { out } = curl(answered, { include: true });
    assert.equal(out, 'HTTP/2 200 \r\ncontent-type: application/json\r\n\r\n{"message":"Hello"}');
  });

  it("says of a body that is not known that it is not", () => {
    const { status, out, stderr } = curl({
      ...answered,
      answer: { status: 200, headers: {}, body: undefined },
    });
    assert.deepEqual([status, out], [0, ""]);
    assert.equal(stderr, "apilink: ok: the mock answers; what the answer's body says is not known\n");
  });

  it("is nothing where only AWS knows the answer, and the way of the call is told", () => {
    const { answer, ...unanswered } = { ...answered, explanation: "s3 is reached by igw-0\u001b[1m" };
    const { status, out, stderr } = curl(unanswered, { include: true });
    assert.ok(answer);
    assert.deepEqual([status, out], [0, ""]);
    assert.equal(stderr, "apilink: ok: s3 is reached by igw-0\\u001b[1m\n");
    const { stderr: verbose } = curl(unanswered, { verbose: true });
    assert.match(verbose ?? "", /^\* Host [^]*\n\* \[backend\] .*\napilink: ok: s3 is reached by igw-0.*\n$/);
  });

  for (const [outcome, status, message] of [
    ["nxdomain", 6, "curl: (6) Could not resolve host: srv.example.com\n"],
    [
      "timeout",
      28,
      "curl: (28) Failed to connect to srv.example.com port 443 after 300000 ms: Timeout was reached\n",
    ],
    [
      "tls-mismatch",
      60,
      [
        "curl: (60) SSL: no alternative certificate subject name matches target host name 'srv.example.com'",
        "More details here: https://curl.se/docs/sslcerts.html",
        "",
        "curl failed to verify the legitimacy of the server and therefore could not",
        "establish a secure connection to it. To learn more about this situation and",
        "how to fix it, please visit the webpage mentioned above.",
        "",
      ].join("\n"),
    ],
  ] as const) {
    it(`is curl's own message for ${outcome}, with status ${status}`, () => {
      const result = curl(failed(outcome));
      assert.deepEqual([result.status, result.out, result.stderr], [status, "", message]);
    });
  }

  it("names what is missing where the facts do not decide, with status 1", () => {
    const { status, out, stderr } = curl(
      failed("unknown", { explanation: "the policy of vpce-1 has not been read" }),
    );
    assert.deepEqual([status, out], [1, ""]);
    assert.equal(stderr, "apilink: unknown: the policy of vpce-1 has not been read\n");
    const nowhere = curl([]);
    assert.deepEqual(
      [nowhere.status, nowhere.stderr],
      [1, "apilink: unknown: nothing is known of where seoul lies\n"],
    );
  });

  it("is the first subnet's answer, and says where others fare differently", () => {
    const followed = [from("10.0.0.0/18", answered), from("10.0.64.0/18", failed("timeout"))];
    const { status, stderr } = curl(followed);
    assert.equal(status, 0);
    assert.equal(
      stderr,
      "apilink: from 10.0.0.0/18, and it is not the same from everywhere (10.0.64.0/18: timeout)\n",
    );
    assert.equal(curl([from("10.0.0.0/18", answered), from("10.0.64.0/18", answered)]).stderr, "");
  });

  it("is the conversation and the trace where it is asked for", () => {
    const { out, stderr } = curl(answered, {
      verbose: true,
      header: ["Host: other.example.com", "x-a: b"],
      url: `${text}?c=d`,
    });
    assert.equal(out, '{"message":"Hello"}');
    assert.deepEqual(stderr?.split("\n"), [
      "* Host srv.example.com:443 was resolved.",
      "* IPv4: 10.0.1.23, (not told yet)",
      "*   Trying 10.0.1.23:443...",
      "* Connected to srv.example.com (10.0.1.23) port 443",
      "> GET /v1?c=d HTTP/2",
      "> Host: other.example.com",
      "> Accept: */*",
      "> x-a: b",
      "> ",
      "< HTTP/2 200 ",
      "< content-type: application/json",
      "< ",
      "* from 10.0.0.0/16",
      "* [dns] srv.endpoint answers 10.0.1.23",
      "* [backend] the mock answers",
      "",
    ]);
  });

  it("tells of a failure how far it came, who decided, and what to change", () => {
    const trace = failed("timeout", {
      mend: "accept it",
      hops: [
        { step: "dns", says: "the name is public" },
        { step: "route", says: "the peering pcx-1 is not accepted" },
      ],
    });
    const { stderr } = curl(trace, { verbose: true });
    assert.deepEqual(stderr?.split("\n").slice(2), [
      "*   Trying 10.0.1.23:443...",
      "*   Trying (not told yet):443...",
      "* Failed to connect to srv.example.com port 443 after 300000 ms: Timeout was reached",
      "* from 10.0.0.0/16",
      "* [dns] the name is public",
      "* [route] the peering pcx-1 is not accepted",
      "* to change that: accept it",
      "curl: (28) Failed to connect to srv.example.com port 443 after 300000 ms: Timeout was reached",
      "",
    ]);
    const nowhere = [from("10.0.0.0/16", failed("nxdomain"), { kind: "nxdomain", says: "" })];
    const [first] = curl(nowhere, { verbose: true }).stderr?.split("\n") ?? [];
    assert.equal(first, "* Could not resolve host: srv.example.com");
    const [, public1] =
      curl([from("", answered, { kind: "public", says: "" })], { verbose: true }).stderr?.split("\n") ?? [];
    assert.equal(public1, "* IPv4: an address of AWS");
  });

  it("claims no connection where that is not known", () => {
    const { stderr } = curl(failed("unknown"), { verbose: true });
    assert.doesNotMatch(stderr ?? "", /Connected/);
  });

  it("sends no command to the terminal from a trace", () => {
    const { stderr } = curl(failed("nxdomain", { hops: [{ step: "dns", says: "\u001b]0;x\u0007" }] }), {
      verbose: true,
    });
    assert.equal(/\u001b|\u0007/.test(stderr ?? ""), false);
  });
});

describe("curl of an inventory", () => {
  const folder = temporaryFolders();
  const key = ["x-api-key: <api-key:srv>"];
  const region = "ap-northeast-2";
  const topology = {
    accounts: { a: { id: "111111111111" } },
    networks: { seoul: { account: "a", region, cidr: "10.0.0.0/16" } },
    apis: { srv: { account: "a", region, backend: "inventory", apiKey: true, cors: ["*"] } },
    links: [{ from: "seoul", to: "srv" }],
  };
  let [file, state, url] = ["", "", ""];
  before(async () => {
    file = join(folder(), "Pulumi.test.yaml");
    writeFileSync(file, stringify({ config: { "apilink:topology": topology } }));
    const loaded = await loadStack({ file });
    url = check("test", loaded.topology, loaded.resources).links[0]?.url ?? assert.fail("no link");
    state = join(folder(), "state.json");
    writeFileSync(state, JSON.stringify(exportOf(loaded.resources)));
  });

  async function shown(path: string, options: Partial<CurlOptions> = {}): Promise<readonly unknown[]> {
    const { status, stdout, stderr } = await run(`${url}${path}`, { from: "seoul", file, ...options });
    return [status, [...stdout].join(""), stderr];
  }

  it("shows the server's JSON, and which id nobody has", async () => {
    assert.deepEqual(await shown("/srv/1", { header: key }), [0, JSON.stringify(sampleServers[0]), ""]);
    assert.deepEqual(await shown("/srv/999", { header: key }), [0, '{"message":"No server \\"999\\""}', ""]);
  });

  it("sends the query", async () => {
    const [status, body] = await shown("/srv?limit=2", { header: key });
    const { servers } = JSON.parse(String(body)) as { servers: unknown };
    assert.deepEqual([status, servers], [0, sampleServers.slice(0, 2)]);
    assert.match(String((await shown("/srv?limit=none", { header: key }))[1]), /`limit` is a whole number/);
  });

  it("is refused without the key, and answers preflights without it", async () => {
    assert.deepEqual(await shown("/srv/1"), [0, '{"message":"Forbidden"}', ""]);
    const [status, head] = await shown("/srv/1", { request: "OPTIONS", include: true });
    assert.equal(status, 0);
    assert.match(String(head), /^HTTP\/2 200 \r\naccess-control-allow-origin: \*\r\n/);
  });

  it("shows the handler's own headers", async () => {
    const [, answer] = await shown("/srv/1", { header: key, include: true });
    const head = "HTTP/2 200 \r\ncontent-type: application/json\r\naccess-control-allow-origin: *\r\n\r\n";
    assert.equal(answer, `${head}${JSON.stringify(sampleServers[0])}`);
  });

  it("says which resource keeps the handler from reading", async () => {
    const [status, body, stderr] = await shown("/srv/1", {
      header: key,
      without: [types.table],
      verbose: true,
    });
    assert.deepEqual(
      [status, body],
      [0, '{"message":"The inventory\'s table does not answer: try again in 5 seconds"}'],
    );
    assert.match(String(stderr), /\[backend\] .* its table srv\.servers-\w+ is not among the resources/);
  });

  it("leaves open what a state file does not tell", async () => {
    const options = { file: undefined, state, header: key };
    const table = stateOf((await loadStack({ file })).resources, types.table, "srv.servers").id ?? "";
    const [status, body, stderr] = await shown("/srv/1", options);
    assert.deepEqual([status, body], [1, ""]);
    assert.equal(stderr, `apilink: unknown: what srv.servers (${table}) holds is not known\n`);
    assert.deepEqual((await shown("", options)).slice(0, 2), [
      0,
      '{"status":"ok","paths":["/srv","/srv/{srvid}"]}',
    ]);
    assert.match(
      String((await shown("/srv", options))[2]),
      /^apilink: ok: .*; what the answer's body says is not known\n$/,
    );
  });
});
