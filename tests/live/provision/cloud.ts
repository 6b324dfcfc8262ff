import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { after, before } from "mocha";
import { networkMending } from "./networkMending";

/** A call of an AWS API, as it came by. */
export interface CloudCall {
  /** As in a signature: `ec2`, `apigateway`, `lambda`. */
  readonly service: string;
  readonly region: string;
  /** Of the role whose credentials sign the call; undefined for other credentials. */
  readonly account: string | undefined;
  /** What is called, where it is said; else HTTP's method and path, for example `GET /restapis`. */
  readonly operation: string;
  readonly body: string;
}

export interface CloudAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What is done for a server that does not do all that AWS does. */
export interface Mending {
  /** Answers in the server's place; undefined leaves it to the server. */
  readonly before?: (call: CloudCall) => CloudAnswer | undefined;
  /** What AWS would have answered. */
  readonly after?: (call: CloudCall, answer: CloudAnswer) => CloudAnswer;
}

export interface Cloud {
  /** Such as `http://127.0.0.1:43471`, for every service. */
  readonly endpoint: string;
  /** All that came by since the last `begin`. */
  readonly calls: readonly CloudCall[];
  /** Forgets the calls so far; answers those to come itself, where it is told how. */
  begin(answer?: (call: CloudCall) => CloudAnswer | undefined): void;
}

/**
 * Stands before a server of moto's and makes up for what that forgets. Call it in a `describe`, after the server's own set-up;
 * what it gives can be called in hooks and tests.
 *
 * @param behind The endpoint of the server.
 * @param more What else there is to make up for.
 */
export function withCloud(behind: () => string, more: readonly Mending[] = []): () => Cloud {
  let calls: CloudCall[] = [];
  let answers: (call: CloudCall) => CloudAnswer | undefined = () => undefined;
  let endpoint: string | undefined;
  const accounts = new Map<string, string>();
  const mendings = [networkMending(), ...more];

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const sent = await buffer(request);
    const call = callOf(request, sent.toString(), accounts);
    calls.push(call);
    const own = [answers, ...mendings.flatMap((mending) => mending.before ?? [])];
    const instead = own.reduce<CloudAnswer | undefined>((found, answer) => found ?? answer(call), undefined);
    const given = instead ?? (await passOn(behind(), request, sent));
    const answer = mendings.reduce((mended, { after: mend }) => mend?.(call, mended) ?? mended, given);
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
    assert.ok(endpoint, "the cloud is asked for before it runs");
    return {
      endpoint,
      get calls() {
        return calls;
      },
      begin: (answer = () => undefined) => {
        [calls, answers] = [[], answer];
      },
    };
  };
}

function callOf(
  { headers, method = "", url = "" }: IncomingMessage,
  body: string,
  accounts: ReadonlyMap<string, string>,
): CloudCall {
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
function remember(accounts: Map<string, string>, { body }: CloudCall, answer: CloudAnswer): void {
  const key = /<AccessKeyId>([^<]+)</.exec(answer.body)?.[1];
  const account = new URLSearchParams(body).get("RoleArn")?.split(":")[4];
  if (key !== undefined && account !== undefined) accounts.set(key, account);
}

/** Headers of one connection, which the next one sets by itself. */
const ofTheConnection = ["host", "connection", "content-length", "transfer-encoding", "expect"];

async function passOn(behind: string, request: IncomingMessage, sent: Buffer): Promise<CloudAnswer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !ofTheConnection.includes(name) ? [[name, value]] : [],
  );
  const { method = "GET", url = "/" } = request;
  const hasBody = method !== "GET" && method !== "HEAD";
  const answer = await fetch(`${behind}${url}`, {
    method,
    headers,
    ...(hasBody && { body: new Uint8Array(sent) }),
  });
  return {
    status: answer.status,
    contentType: answer.headers.get("content-type") ?? "",
    body: await answer.text(),
  };
}
