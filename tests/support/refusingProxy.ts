import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { after, before, beforeEach } from "mocha";

/** A call of an AWS service on its way. */
export interface Call {
  /** As the credential's scope says it, such as `dynamodb` or `ec2`. */
  readonly service: string;
  readonly region: string;
  /** Such as `Scan` or `DescribeInstances`. */
  readonly action: string;
  /** Tells by whose credentials it is made. */
  readonly accessKeyId: string;
  readonly body: string;
}

/** What a call is refused with, such as `ThrottlingException`; undefined lets it pass. */
export type Refuse = (call: Call) => string | undefined;

export interface RefusingProxy {
  readonly endpoint: string;
  /** All calls of this test, refused ones and others. */
  readonly calls: readonly Call[];
  /** From now on, until the test ends. */
  refuse(rule: Refuse): void;
}

/**
 * Stands between the AWS SDK and a server such as moto's, which neither throttles nor fails: passes calls on, save those
 * that a test wants to be refused. Call it in a `describe`.
 *
 * @param target The endpoint of the server behind; asked for at each call.
 */
export function withRefusingProxy(target: () => string): () => RefusingProxy {
  let calls: Call[] = [];
  let refuse: Refuse = () => undefined;
  let endpoint: string | undefined;

  const pass = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const call = callOf(incoming, body.toString());
    calls.push(call);
    const code = refuse(call);
    if (code === undefined) forward(target(), incoming, body, response);
    else answerRefusal(call.service, code, response);
  };
  const server = createServer((incoming, response) => {
    pass(incoming, response).catch((error: unknown) => response.destroy(error as Error));
  });

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(address !== null && typeof address === "object");
    endpoint = `http://127.0.0.1:${address.port}`;
  });

  beforeEach(() => {
    calls = [];
    refuse = () => undefined;
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  return () => {
    assert.ok(endpoint !== undefined, "the proxy is asked for before it runs");
    return {
      endpoint,
      get calls() {
        return calls;
      },
      refuse(rule) {
        refuse = rule;
      },
    };
  };
}

/** Source: "Elements of an AWS API request signature" of the IAM user guide. */
const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

function callOf({ headers }: IncomingMessage, body: string): Call {
  const [, accessKeyId = "", region = "", service = ""] = scope.exec(headers.authorization ?? "") ?? [];
  const target = headers["x-amz-target"];
  const action =
    typeof target === "string" ? target.split(".").at(-1) : new URLSearchParams(body).get("Action");
  return { service, region, action: action ?? "", accessKeyId, body };
}

function forward(
  target: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
): void {
  const passed = request(new URL(url ?? "/", target), { method, headers }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(to);
  });
  passed.on("error", (error) => to.destroy(error));
  passed.end(body);
}

const message = "Refused by the test";

/** How a service words an error, by its protocol: EC2's own, the query protocol of STS, or JSON. */
const wordings: Readonly<Record<string, (code: string) => string>> = {
  ec2: (code) => `<Response><Errors><Error>${element(code)}</Error></Errors></Response>`,
  sts: (code) => `<ErrorResponse><Error><Type>Sender</Type>${element(code)}</Error></ErrorResponse>`,
};

function element(code: string): string {
  return `<Code>${code}</Code><Message>${message}</Message>`;
}

function answerRefusal(service: string, code: string, response: ServerResponse): void {
  const xml = wordings[service];
  response.writeHead(400, { "Content-Type": xml ? "text/xml" : "application/x-amz-json-1.0" });
  response.end(xml ? xml(code) : JSON.stringify({ __type: code, message }));
}
