import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { canaryHandler, type CanaryResult, type CanaryWorld } from "../../../handlers/canary/handler";
import type { Call } from "../../../handlers/canary/settings";
import type { LambdaContext } from "../../../handlers/common/lambdaContext";
import type { LogEntry } from "../../../handlers/common/log";
import { certificateAuthority } from "../../support/certificates";
import { loopback, servers } from "./servers";

const authority = certificateAuthority();
const host = "srv.example";
const key = "a-secret-key-of-twenty-eight";

/** Longer than any step takes on a busy machine. */
const deadlines = { dns: 10_000, connect: 10_000, tls: 10_000, http: 10_000 };

/** Where a test waits for the end of one. */
const late = (step: keyof typeof deadlines): Partial<CanaryWorld> => ({
  deadlines: { ...deadlines, [step]: 300 },
});

function codedError(code: string): Error {
  return Object.assign(new Error(`about ${key}`), { code });
}

/** A call of the loopback server at a port. */
function callOf(port: number, more: Partial<Call> = {}): Call {
  return {
    to: "srv",
    through: "seoul",
    form: "alias",
    url: `https://${host}:${port}/v1`,
    headers: {},
    insecure: false,
    expected: "ok",
    ...more,
  };
}

const contextOf = (remaining: number): LambdaContext => ({
  functionName: "seoul-canary-1234567",
  getRemainingTimeInMillis: () => remaining,
});

interface Ran extends CanaryResult {
  readonly lines: readonly LogEntry[];
}

async function run(
  calls: readonly Call[],
  world: Partial<CanaryWorld> = {},
  remaining = 60_000,
): Promise<Ran> {
  const lines: LogEntry[] = [];
  const handler = canaryHandler(
    { network: "seoul", calls },
    {
      apiKeys: { srv: key },
      log: (entry) => lines.push(entry),
      resolve: () => Promise.resolve([loopback]),
      deadlines,
      authorities: [authority.certificate],
      ...world,
    },
  );
  const result = await handler({}, contextOf(remaining));
  assert.ok(
    ![JSON.stringify(lines), JSON.stringify(result)].some((text) => text.includes(key)),
    "no key is told",
  );
  return { ...result, lines };
}

/** What one call came to, in short. */
async function endOf(call: Call, world: Partial<CanaryWorld> = {}): Promise<string> {
  const { calls } = await run([call], world);
  const [{ outcome, why, status } = assert.fail("no call")] = calls;
  return [outcome, ...(status === null ? [] : [status]), ...(why === undefined ? [] : [why])].join(", ");
}

const answers =
  (status: number, headers: Readonly<Record<string, string>> = {}, body = "{}"): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };

const endless: RequestListener = (_request, response) => {
  const write = (): void => {
    while (response.write("x".repeat(10_000)));
  };
  response.writeHead(200).on("drain", write);
  write();
};

const refuses = (type: string): RequestListener => answers(403, { "x-amzn-ErrorType": type });

describe("the canary", () => {
  const { answering, connecting, silent, closed } = servers(authority);

  describe("names the outcome of an answer as check does", () => {
    const rows: readonly (readonly [listener: RequestListener, expected: string])[] = [
      [answers(200), "ok, 200"],
      [answers(204), "ok, 204"],
      [refuses("ForbiddenException"), "forbidden, 403"],
      [refuses("ForbiddenException:http://internal.amazon.com/coral/"), "forbidden, 403"],
      [refuses("AccessDeniedException"), "access-denied, 403"],
      [refuses("MissingAuthenticationTokenException"), "missing-token, 403"],
      [
        refuses("InvalidSignatureException"),
        "unknown, 403, 403 of another x-amzn-errortype than API Gateway's",
      ],
      [answers(403), "unknown, 403, 403 without x-amzn-errortype"],
      [answers(400), "bad-request, 400"],
      [answers(404), "not-found, 404"],
      [answers(429, { "x-amzn-errortype": "TooManyRequestsException" }), "throttled, 429"],
      [answers(500), "backend-error, 500"],
      [answers(504), "backend-error, 504"],
      [
        answers(302, { location: "https://elsewhere.example/" }),
        "unknown, 302, 302 is no answer that a link gives",
      ],
      [endless, "ok, 200"],
    ];
    for (const [listener, expected] of rows) {
      it(expected, async () => {
        const { port } = await answering([host], listener);
        assert.equal(await endOf(callOf(port)), expected);
      });
    }
  });

  describe("names the outcome of a call that gets no answer as check does", () => {
    it("tls-mismatch where the certificate is for another name, unless any is accepted", async () => {
      const { port, received } = await answering(["*.other.example"], answers(200));
      const why = "no TLS handshake (ERR_TLS_CERT_ALTNAME_INVALID)";
      assert.equal(await endOf(callOf(port, { apiKey: "srv" })), `tls-mismatch, ${why}`);
      assert.equal(received.length, 0, "nothing is sent to whoever is not known");
      assert.equal(await endOf(callOf(port, { insecure: true })), "ok, 200");
    });

    it("tls-mismatch where nobody vouches for the certificate, or its time is over", async () => {
      const strange = certificateAuthority("strangers").issue([host]);
      const past = authority.issue([host], { from: new Date("2020-01-01"), to: new Date("2020-02-01") });
      for (const [certificate, code] of [
        [strange, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
        [past, "CERT_HAS_EXPIRED"],
      ] as const) {
        const { port } = await answering(certificate, answers(200));
        assert.equal(await endOf(callOf(port)), `tls-mismatch, no TLS handshake (${code})`);
      }
    });

    it("timeout where no TCP connection comes about, refused or not", async () => {
      assert.equal(await endOf(callOf(await closed())), "timeout, no TCP connection (ECONNREFUSED)");
      assert.equal(
        await endOf(callOf(await silent()), late("connect")),
        "timeout, no TCP connection within 300 ms",
      );
    });

    it("timeout where there is a connection and then silence", async () => {
      const port = await connecting(() => undefined);
      assert.equal(await endOf(callOf(port), late("tls")), "timeout, no TLS handshake within 300 ms");
      const quiet = await answering([host], () => undefined);
      assert.equal(await endOf(callOf(quiet.port), late("http")), "timeout, no whole answer within 300 ms");
      const halting = await answering([host], (_request, response: ServerResponse) => {
        response.writeHead(200, { "content-length": "10" }).write("half");
      });
      assert.equal(await endOf(callOf(halting.port), late("http")), "timeout, no whole answer within 300 ms");
    });

    it("leaves no connection open", async () => {
      const closed: Promise<unknown>[] = [];
      const port = await connecting((socket) => closed.push(once(socket.resume(), "close")));
      assert.equal(await endOf(callOf(port), late("tls")), "timeout, no TLS handshake within 300 ms");
      assert.equal(closed.length, 1);
      await Promise.all(closed);
    });

    it("unknown where the connection breaks, or speaks no TLS", async () => {
      const broken = await connecting((socket) => socket.destroy());
      assert.match(await endOf(callOf(broken)), /^unknown, no TLS handshake \(ECONNRESET\)$/);
      const plain = await connecting((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
      assert.match(await endOf(callOf(plain)), /^unknown, no TLS handshake \(E\w+\)$/);
      const cut = await answering([host], (request) => request.socket.destroy());
      assert.match(await endOf(callOf(cut.port)), /^unknown, no whole answer \(ECONNRESET\)$/);
    });

    it("nxdomain where the name does not exist, or has no IPv4 address", async () => {
      for (const code of ["ENOTFOUND", "ENODATA"]) {
        const resolve = () => Promise.reject(codedError(code));
        assert.equal(await endOf(callOf(443), { resolve }), `nxdomain, no address of the name (${code})`);
      }
      const resolve = () => Promise.resolve([]);
      assert.equal(await endOf(callOf(443), { resolve }), "nxdomain, the name has no address");
    });

    it("unknown where the resolver fails, or is silent", async () => {
      const failing = () => Promise.reject(codedError("ESERVFAIL"));
      assert.equal(
        await endOf(callOf(443), { resolve: failing }),
        "unknown, no address of the name (ESERVFAIL)",
      );
      const silently = (_name: string, signal: AbortSignal): Promise<readonly string[]> =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(codedError("ECANCELLED"));
          });
        });
      assert.equal(
        await endOf(callOf(443), { resolve: silently, ...late("dns") }),
        "unknown, no address of the name within 300 ms",
      );
    });
  });

  it("sends what the form says, with the URL's name in the handshake and the key of the API", async () => {
    const { port, received } = await answering([host], answers(200));
    const asked: string[] = [];
    const resolve = (name: string) => {
      asked.push(name);
      return Promise.resolve([loopback]);
    };
    const url = `https://${host}:${port}/v1/srv?limit=1`;
    await run(
      [
        callOf(port, { url, headers: { Host: "api.execute-api.example" }, apiKey: "srv" }),
        callOf(port, { url, headers: { "x-apigw-api-id": "abc1234567" } }),
      ],
      { resolve },
    );
    assert.deepEqual(asked, [host, host]);
    const sent = received
      .map(({ serverName, method, path, headers }) => [
        serverName,
        method,
        path,
        headers["host"],
        headers["x-api-key"],
        headers["x-apigw-api-id"],
      ])
      .sort();
    assert.deepEqual(sent, [
      [host, "GET", "/v1/srv?limit=1", "api.execute-api.example", key, undefined],
      [host, "GET", "/v1/srv?limit=1", `${host}:${port}`, undefined, "abc1234567"],
    ]);
  });

  it("makes no call without the key that it should send", async () => {
    const { port, received } = await answering([host], answers(200));
    assert.equal(
      await endOf(callOf(port, { to: "crm", apiKey: "crm" })),
      "unknown, there is no key of the API crm",
    );
    assert.equal(received.length, 0);
  });

  it("tells of the address that does not answer, if only one of them does not", async () => {
    const { port } = await answering([host], answers(200));
    const resolve = () => Promise.resolve(["127.0.0.2", loopback]);
    const { calls, failed } = await run([callOf(port)], { resolve });
    const [{ dns, address, outcome, status, tlsMs } = assert.fail()] = calls;
    assert.deepEqual(
      { dns, address, outcome, status, tlsMs, failed },
      {
        dns: [loopback, "127.0.0.2"],
        address: "127.0.0.2",
        outcome: "timeout",
        status: null,
        tlsMs: null,
        failed: 1,
      },
    );
  });

  it("writes one line a form, with what was expected, and then the metrics", async () => {
    const { port } = await answering([host], answers(200));
    const away = () => Promise.reject(codedError("ENOTFOUND"));
    const before = Date.now();
    const { lines, calls, failed, network } = await run(
      [
        callOf(port, { apiKey: "srv", headers: { "x-apigw-api-id": "a-header-value" } }),
        callOf(port, { to: "crm", form: "default", url: "https://away.example/v1", expected: "nxdomain" }),
        callOf(port, { form: "nlb-header", expected: "tls-mismatch" }),
      ],
      { resolve: (name) => (name === host ? Promise.resolve([loopback]) : away()) },
    );
    assert.deepEqual([network, failed, calls.length], ["seoul", 1, 3]);
    const [first, second, third, counted, latency, ...more] = lines;
    assert.deepEqual(more, []);
    const untimed = ({ connectMs, tlsMs, httpMs, totalMs, ...line }: LogEntry) => ({
      ...line,
      timed: [connectMs, tlsMs, httpMs, totalMs].map((ms) => (typeof ms === "number" && ms >= 0) || ms),
    });
    const answered = {
      network: "seoul",
      to: "srv",
      through: "seoul",
      dns: [loopback],
      address: loopback,
      timed: [true, true, true, true],
      status: 200,
      outcome: "ok",
    };
    assert.deepEqual(untimed(first ?? {}), {
      level: "info",
      message: "called",
      ...answered,
      form: "alias",
      expected: "ok",
      agrees: true,
    });
    assert.deepEqual(untimed(second ?? {}), {
      level: "info",
      message: "called",
      ...answered,
      to: "crm",
      form: "default",
      dns: [],
      address: null,
      timed: [null, null, null, true],
      status: null,
      outcome: "nxdomain",
      why: "no address of the name (ENOTFOUND)",
      expected: "nxdomain",
      agrees: true,
    });
    assert.deepEqual(untimed(third ?? {}), {
      level: "error",
      message: "called",
      ...answered,
      form: "nlb-header",
      expected: "tls-mismatch",
      agrees: false,
    });
    const { _aws, ...values } = counted ?? {};
    const identity = {
      level: "info",
      message: "counted",
      network: "seoul",
      Function: "seoul-canary-1234567",
    };
    assert.deepEqual(values, { ...identity, LinkFailures: 1, Calls: 3 });
    const { Timestamp: at, CloudWatchMetrics: metrics } = _aws as Readonly<Record<string, unknown>>;
    assert.ok(typeof at === "number" && at >= before && at <= Date.now());
    const ofFunction = { Namespace: "apilink", Dimensions: [["Function"]] };
    const units = { LinkFailures: "Count", Calls: "Count" };
    assert.deepEqual(metrics, [
      { ...ofFunction, Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })) },
    ]);
    assert.deepEqual(latency, {
      ...identity,
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [{ ...ofFunction, Metrics: [{ Name: "Latency", Unit: "Milliseconds" }] }],
      },
      Latency: [first?.["totalMs"], third?.["totalMs"]],
    });
    assert.ok(!JSON.stringify(lines).includes("a-header-value"), "no header is told");
  });

  it("tells what it found in time, and of what it had no time for", async () => {
    const end = new AbortController();
    const times: number[] = [];
    const timer = (milliseconds: number): AbortSignal => {
      times.push(milliseconds);
      return end.signal;
    };
    const [asked, waiting]: [string[], string[]] = [[], []];
    const resolve = (name: string) => {
      asked.push(name);
      return Promise.resolve([loopback]);
    };
    const quiet = await answering([host], ({ url = "" }) => {
      if (waiting.push(url) === 8) end.abort();
    });
    const calls = Array.from({ length: 20 }, () => callOf(quiet.port));
    const { failed, calls: found } = await run(calls, { resolve, timer }, 30_000);
    assert.deepEqual(times, [28_000], "there is time left to tell it");
    assert.equal(failed, 20);
    assert.deepEqual(new Set(found.map(({ why }) => why)), new Set(["the canary's time was up"]));
    assert.equal(asked.length, 8, "no more is begun");
  });

  it("makes few calls at once, and all of them", async () => {
    // Nobody is answered before eight wait, and then not at once, so that a ninth would be seen.
    const waiting: ServerResponse[] = [];
    const { port, received, mostAtOnce } = await answering([host], (_request, response) => {
      if (waiting.push(response) < 8) return;
      const all = waiting.splice(0);
      setTimeout(() => {
        for (const each of all) each.writeHead(200).end();
      }, 30);
    });
    const calls = Array.from({ length: 120 }, () => callOf(port));
    const { failed, lines } = await run(calls);
    assert.deepEqual([failed, received.length, mostAtOnce()], [0, 120, 8]);
    const latencies = lines.flatMap(({ Latency }) => (Array.isArray(Latency) ? [Latency.length] : []));
    assert.deepEqual(latencies, [100, 20], "CloudWatch takes 100 values of a metric in a line");
  });

  it("trusts whom Node trusts unless it is told otherwise", async () => {
    const { port } = await answering([host], answers(200));
    const lines: LogEntry[] = [];
    const handler = canaryHandler(
      { network: "seoul", calls: [callOf(port)] },
      { apiKeys: {}, log: (entry) => lines.push(entry), resolve: () => Promise.resolve([loopback]) },
    );
    const { calls } = await handler({}, contextOf(60_000));
    assert.equal(calls[0]?.outcome, "tls-mismatch");
  });
});
