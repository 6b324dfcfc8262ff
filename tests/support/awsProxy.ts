import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { after, before } from "mocha";

/** A call of an AWS API, as it came by. */
export interface AwsCall {
  /** As in a signature: `dynamodb`, `ec2`, `ssm`, `sts`. */
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** Of the role whose credentials sign the call; undefined for other credentials. */
  readonly account: string | undefined;
  /** A form, or JSON. */
  readonly body: string;
}

/** What the proxy answers in the place of the server behind it. */
export interface AwsAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What to do with a call: answer it, never answer it, or pass it on with another body. undefined passes it on as it is. */
export type Treatment = { readonly answer: AwsAnswer } | { readonly body: string } | "hang" | undefined;

export interface AwsProxy {
  /** Such as `http://127.0.0.1:43471`. */
  readonly endpoint: string;
  /** All that came by since the last `begin`. */
  readonly calls: readonly AwsCall[];
  /** Forgets the calls so far, and treats those to come in another way. */
  begin(treat?: (call: AwsCall) => Treatment): void;
}

/**
 * Stands between the AWS SDK and a server that answers as AWS does, for what that server cannot: to refuse, to throttle,
 * to be silent, to cut answers into more pages, and to count. Call it in a `describe`, after the server's own set-up; what it
 * gives can be called in hooks and tests.
 *
 * @param behind The endpoint of the server.
 */
export function withAwsProxy(behind: () => string): () => AwsProxy {
  let calls: AwsCall[] = [];
  let treat: (call: AwsCall) => Treatment = () => undefined;
  const accounts = new Map<string, string>();
  let endpoint: string | undefined;

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = callOf(request, await text(request), accounts);
    calls.push(call);
    const treatment = treat(call);
    if (treatment === "hang") return;
    const answer =
      treatment !== undefined && "answer" in treatment
        ? treatment.answer
        : await passOn(behind(), request, treatment?.body ?? call.body);
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
    assert.ok(endpoint, "the proxy is asked for before it runs");
    return {
      endpoint,
      get calls() {
        return calls;
      },
      begin: (next = () => undefined) => {
        [calls, treat] = [[], next];
      },
    };
  };
}

/** A failure as the services answer it that speak JSON (DynamoDB, Systems Manager). */
export const jsonFailure = (code: string, status = 400): Treatment => ({
  answer: {
    status,
    contentType: "application/x-amz-json-1.0",
    body: JSON.stringify({ __type: `com.amazonaws#${code}`, message: "as the test asked for" }),
  },
});

/** A failure as STS answers it. */
export const stsFailure = (code: string): Treatment => ({
  answer: {
    status: 403,
    contentType: "text/xml",
    body:
      `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      "<Message>as the test asked for</Message></Error><RequestId>1</RequestId></ErrorResponse>",
  },
});

/** A failure as EC2 answers it. */
export const ec2Failure = (code: string, status = 403): Treatment => ({
  answer: {
    status,
    contentType: "text/xml",
    body:
      `<Response><Errors><Error><Code>${code}</Code><Message>as the test asked for</Message></Error></Errors>` +
      "<RequestID>1</RequestID></Response>",
  },
});

function callOf({ headers }: IncomingMessage, body: string, accounts: ReadonlyMap<string, string>): AwsCall {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? "");
  const [, key = "", region = "", service = ""] = scope ?? [];
  const target = headers["x-amz-target"];
  const operation =
    typeof target === "string" ? target.split(".").at(-1) : new URLSearchParams(body).get("Action");
  return { service, region, operation: operation ?? "", account: accounts.get(key), body };
}

/** The keys that a role gets are how its calls are known again. */
function remember(accounts: Map<string, string>, { body }: AwsCall, answer: AwsAnswer): void {
  const key = /<AccessKeyId>([^<]+)</.exec(answer.body)?.[1];
  const account = new URLSearchParams(body).get("RoleArn")?.split(":")[4];
  if (key !== undefined && account !== undefined) accounts.set(key, account);
}

/** Headers of one connection, which the next one sets by itself. */
const ofTheConnection: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
]);

async function passOn(behind: string, request: IncomingMessage, body: string): Promise<AwsAnswer> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" && !ofTheConnection.has(name) ? [[name, value]] : [],
  );
  const answer = await fetch(`${behind}${request.url ?? "/"}`, { method: "POST", headers, body });
  return {
    status: answer.status,
    contentType: answer.headers.get("content-type") ?? "",
    body: await answer.text(),
  };
}
