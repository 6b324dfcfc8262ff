import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as secure, type TLSSocket } from "node:tls";
import { answerEnding, failureEnding, type Ending, type HttpAnswer } from "./outcomes";
import { CertificateError, StepError, stopwatch, type Deadlines, type Taken } from "./steps";

/** What is asked for, wherever it is asked. */
export interface Target {
  readonly url: URL;
  /** With the API's key. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether any certificate is accepted. */
  readonly insecure: boolean;
}

export interface Limits {
  readonly deadlines: Deadlines;
  /** When everything ends. */
  readonly timeUp: AbortSignal;
  /** Certificates, as PEM, of the authorities to trust instead of Node's own and those of NODE_EXTRA_CA_CERTS. */
  readonly authorities?: readonly string[];
}

/** What a call of one address came to. */
export interface Attempt extends Ending {
  readonly address: string;
  readonly taken: Taken;
  /** Undefined where HTTP is not reached. */
  readonly status?: number;
}

/** Calls one address of the target's name. */
export async function attemptAt(address: string, target: Target, limits: Limits): Promise<Attempt> {
  const { taken, time } = stopwatch(limits.deadlines, limits.timeUp);
  const socket = connect({ host: address, port: Number(target.url.port) || 443 });
  try {
    await time("connect", (signal) => once(socket, "connect", { signal }));
    const secured = await time("tls", (signal) => handshake(socket, target, limits.authorities, signal));
    const answer = await time("http", (signal) => exchange(secured, target, signal));
    return { address, taken, status: answer.status, ...answerEnding(answer) };
  } catch (error) {
    if (error instanceof StepError) return { address, taken, ...failureEnding(error) };
    throw error;
  } finally {
    socket.destroy();
  }
}

/** With the name of the URL, whatever Host says, as every client does. */
async function handshake(
  socket: Socket,
  { url, insecure }: Target,
  authorities: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const secured = secure({
    socket,
    servername: url.hostname,
    rejectUnauthorized: !insecure,
    ALPNProtocols: ["http/1.1"],
    ...(authorities && { ca: [...authorities] }),
  });
  try {
    await once(secured, "secureConnect", { signal });
    return secured;
  } catch (error) {
    // Typed as an error, and a code in fact; null as long as there is nothing to find fault with.
    const refused: unknown = secured.authorizationError;
    throw typeof refused === "string" ? new CertificateError(refused) : error;
  }
}

/** More of a body is not read. */
const mostBytes = 65_536;

async function exchange(
  secured: TLSSocket,
  { url, headers }: Target,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const sent = request({
    createConnection: () => secured,
    host: url.hostname,
    port: url.port,
    path: `${url.pathname}${url.search}`,
    headers: { "user-agent": "apilink-canary", accept: "*/*", ...headers },
    signal,
  });
  sent.end();
  const [response] = (await once(sent, "response", { signal })) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) break;
  }
  const errorType = response.headers["x-amzn-errortype"];
  return {
    status: response.statusCode ?? 0,
    // Some of AWS's services add what documents the type, after a colon.
    errorType: typeof errorType === "string" ? errorType.split(":")[0] : undefined,
  };
}
