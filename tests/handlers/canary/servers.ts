import assert from "node:assert/strict";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer, type Server, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { after } from "mocha";
import type { Authority, ServerCertificate } from "../../support/certificates";

/** Where all of them listen. */
export const loopback = "127.0.0.1";

/** What a server was sent. */
export interface Received {
  /** The name of the TLS handshake. */
  readonly serverName: unknown;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface Answering {
  readonly port: number;
  readonly received: readonly Received[];
  /** The most requests that were there at once. */
  readonly mostAtOnce: () => number;
}

/** Starts servers that are gone when the tests around it are done. Call it in a `describe`. */
export function servers(authority: Authority) {
  const ends: (() => void)[] = [];
  after(() => {
    for (const end of ends) end();
  });

  const listening = async (server: Server): Promise<number> => {
    const open = new Set<Socket>();
    server.on("connection", (socket: Socket) => {
      open.add(socket);
      socket.on("error", () => undefined);
    });
    server.on("tlsClientError", () => undefined);
    ends.push(() => {
      server.close();
      for (const socket of open) socket.destroy();
    });
    server.listen(0, loopback);
    await once(server, "listening");
    return portOf(server);
  };

  return {
    /** Over HTTPS, with a certificate for these names. */
    answering: async (
      names: readonly string[] | ServerCertificate,
      listener: RequestListener,
    ): Promise<Answering> => {
      const received: Received[] = [];
      let [now, most] = [0, 0];
      const server = createHttpsServer(
        "cert" in names ? names : authority.issue(names),
        (request, response) => {
          const { socket, method = "", url: path = "", headers } = request;
          const serverName = "servername" in socket ? socket.servername : undefined;
          received.push({ serverName, method, path, headers });
          most = Math.max(most, ++now);
          response.on("close", () => now--);
          listener(request, response);
        },
      );
      return { port: await listening(server), received, mostAtOnce: () => most };
    },
    /** Takes connections, and does with them what it is told. */
    connecting: (onConnection: (socket: Socket) => void): Promise<number> =>
      listening(createServer(onConnection)),
    /** A port of which nobody takes connections, nor refuses them. */
    silent: async (): Promise<number> => {
      const { port, end } = await silentPort();
      ends.push(end);
      return port;
    },
    /** A port that is closed. */
    closed: async (): Promise<number> => {
      const server = createServer();
      server.listen(0, loopback);
      await once(server, "listening");
      const port = portOf(server);
      server.close();
      await once(server, "close");
      return port;
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

/** Listens, and then does nothing for ever: the kernel takes a connection or two for it, and leaves all others waiting. */
const asleep = `
  const { parentPort } = require("node:worker_threads");
  const server = require("node:net").createServer().listen({ port: 0, host: "${loopback}", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
  });
`;

async function silentPort(): Promise<{ readonly port: number; readonly end: () => void }> {
  const worker = new Worker(asleep, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  await new Promise((resolve) => setTimeout(resolve, 200));
  const waiting: Socket[] = [];
  const end = (): void => {
    for (const socket of waiting) socket.destroy();
    void worker.terminate();
  };
  for (;;) {
    const socket = connect({ host: loopback, port });
    waiting.push(socket);
    socket.on("error", () => undefined);
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(300) });
    } catch {
      return { port, end };
    }
    assert.ok(waiting.length < 20, "the kernel takes every connection");
  }
}
