import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after, before } from "mocha";

/** A call of an AWS API, as it came by. */
export interface AwsCall {
  /** As in a signature: `dynamodb`, `ec2`, `apigateway`. */
  readonly service: string;
  readonly region: string;
  /** What is called, where it is said; else HTTP's method and path, for example `GET /restapis`. */
  readonly operation: string;
  /** Of the role whose credentials sign the call; undefined for other credentials. */
  readonly account: string | undefined;
  /** A form, or JSON. */
  readonly body: string;
}

export interface AwsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Asks the server behind; with another body where one is given. */
export type PassOn = (body?: string) => Promise<AwsAnswer>;

/** A server between the AWS SDK and one that answers as AWS does. */
export interface CallServer {
  /** Such as `http://127.0.0.1:43471`. */
  readonly endpoint: string;
  /** All that came by since the last `forget`. */
  readonly calls: readonly AwsCall[];
  forget(): void;
}

/**
 * Stands between the AWS SDK and a server that answers as AWS does. Call it in a `describe`, after that server's own set-up; what it
 * gives can be called in hooks and tests.
 *
 * @param behind The endpoint of the server.
 * @param answerTo What a call is answered with; undefined never answers it.
 */
export function withCallServer(
  behind: () => string,
  answerTo: (call: AwsCall, passOn: PassOn) => Promise<AwsAnswer | undefined>,
): () => CallServer {
  let calls: AwsCall[] = [];
  let endpoint: string | undefined;
  const accounts = new Map<string, string>();

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(request);
    const call = callOf(request, sent.toString(), accounts);
    calls.push(call);
    const answer = await answerTo(call, (body) => passOn(behind(), request, body ?? sent));
    if (answer === undefined) return;
    if (call.operation === "AssumeRole") remember(accounts, call, answer);
    response.writeHead(answer.status, { "content-type": answer.contentType }).end(answer.body);
  };
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  return () => {
    assert.ok(endpoint, "the server is asked for before it runs");
    return {
      endpoint,
      get calls() {
        return calls;
      },
      forget: () => {
        calls = [];
      },
    };
  };
}

function callOf(
  { headers, method = "", url = "" }: IncomingMessage,
  body: string,
  accounts: ReadonlyMap<string, string>,
): AwsCall {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  const [, key = "", region = "", service = ""] = scope ?? [];
  const target = headers["x-amz-target"];
  const action = new URLSearchParams(body).get("Action");
  const operation = typeof target === "string" ? target.split(".").at(-1) : action;
  return {
    service,
    region,
    account: accounts.get(key),
    operation: operation ?? `${method} ${url.split("?", 1)[0] ?? ""}`,
    body,
  };
}

/** The keys that a role gets are how its calls are known again. */
function remember(accounts: Map<string, string>, { body }: AwsCall, answer: AwsAnswer): void {
  const key = /<AccessKeyId>([^<]+)</.exec(answer.body)?.[1];
  const account = new URLSearchParams(body).get("RoleArn")?.split(":")[4];
  if (key !== undefined && account !== undefined) accounts.set(key, account);
}

/** Headers of one connection, which the next one sets by itself. */
const ofTheConnection = ["host", "connection", "content-length", "transfer-encoding", "expect"];

async function passOn(behind: string, request: IncomingMessage, sent: Buffer | string): Promise<AwsAnswer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !ofTheConnection.includes(name) ? [[name, value]] : [],
  );
  const { method = "GET", url = "/" } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  const answer = await fetch(`${behind}${url}`, {
    method,
    headers,
    ...(hasBody && { body: typeof sent === "string" ? sent : new Uint8Array(sent) }),
  });
  return {
    status: answer.status,
    contentType: answer.headers.get("content-type") ?? "",
    body: await answer.text(),
  };
}
