import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Source, Tracer } from "../../verify/trace/types";
import { parseUrl } from "../../verify/trace/url";
import { certificateAuthority } from "../support/certificates";

/** A request and the status that it was answered with. */
export type Exchange = readonly [method: string, path: string, status: number];

/** API Gateway behind its endpoint and load balancer, on the loopback address. */
export interface LocalGateway {
  readonly port: number;
  /** What was answered since this was asked last. */
  readonly taken: () => readonly Exchange[];
  readonly close: () => Promise<void>;
}

/** Answers every request as the trace of the same request does, for callers of this source. */
export async function startGateway(tracer: Tracer, source: Source): Promise<LocalGateway> {
  const exchanges: Exchange[] = [];
  const server = createServer(certificateAuthority().issue(["gateway.example"]), (request, response) => {
    const status = answer(request, response, tracer, source);
    exchanges.push([request.method ?? "", request.url ?? "", status]);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => exchanges.splice(0),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** Where the trace has no answer there would be none, which no test of a page that gets as far as here expects. */
const noAnswer = 599;

function answer(request: IncomingMessage, response: ServerResponse, tracer: Tracer, source: Source): number {
  const { socket, method = "", url = "", headers } = request;
  const name = "servername" in socket && typeof socket.servername === "string" ? socket.servername : "";
  const [path = "", query] = url.split(/(?=\?)/);
  const trace = tracer.trace({
    source,
    method,
    url: parseUrl(`https://${name}${path}`),
    ...(query !== undefined && { query }),
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([header, value]) =>
        typeof value === "string" ? [[header, value]] : [],
      ),
    ),
    client: "curl",
    // The browser has made up its mind by now.
    insecure: true,
    demand: "every",
  });
  const {
    status,
    headers: answered,
    body,
  } = trace.answer ?? { status: noAnswer, headers: {}, body: trace.explanation };
  assert.ok(body !== undefined, `the trace does not tell the body: ${trace.explanation}`);
  response.writeHead(status, answered).end(body);
  return status;
}
