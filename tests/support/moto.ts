import assert from "node:assert/strict";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { after, before } from "mocha";
import { MotoMissingError, motoPython } from "./motoEnvironment";

/** A server that answers as DynamoDB, EC2, Systems Manager, STS and other services of AWS do. */
export interface Moto {
  /** Such as `http://127.0.0.1:43471`, for every service. */
  readonly endpoint: string;
  /** Forgets everything, in all accounts. */
  reset(): Promise<void>;
}

/**
 * The account of `motoVariables`' credentials. Another account is reached by STS: moto takes the account out of the ARN
 * of the role that is assumed, whether the role exists or not.
 */
export const motoAccount = "123456789012";

/** The environment that makes the AWS SDK call a server, with credentials that are none. */
export function motoVariables(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "ap-northeast-2",
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_SESSION_TOKEN: "testing",
    // Nothing of this machine's: neither its files nor a role of its own.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    // Lambda's Node.js is newer than the oldest that the tests run on.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

/**
 * Runs moto's server for the tests of a `describe`. Where it cannot be had they are skipped, and it is said why. Call it
 * in the `describe`; what it gives can be called in hooks and tests.
 */
export function withMoto(): () => Moto {
  let running: Running | undefined;

  // Installing comes first on a new machine.
  before(async function () {
    this.timeout(600_000);
    try {
      running = await start(await motoPython());
    } catch (error) {
      if (!(error instanceof MotoMissingError)) throw error;
      console.log(`skipped: ${error.message}`);
      this.skip();
    }
  });

  after(async () => {
    await running?.stop();
  });

  return () => {
    assert.ok(running, "moto is asked for before it runs");
    return running;
  };
}

interface Running extends Moto {
  stop(): Promise<void>;
}

/** The server takes a free port by itself. It ends when its input does, hence also when the tests are killed. */
const program = [
  "import os, sys, threading",
  "threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()",
  "from moto.server import main",
  'main(["-H", "127.0.0.1", "-p", "0"])',
].join("\n");

/** How long it may take until it runs, in milliseconds. */
const startTime = 60_000;

async function start(python: string): Promise<Running> {
  const server = spawn(python, ["-c", program], { env: { ...process.env, PYTHONUNBUFFERED: "1" } });
  await once(server, "spawn");
  const ended = once(server, "exit");
  const stop = async (): Promise<void> => {
    server.stdin.end();
    await ended;
  };
  const tooLate = setTimeout(() => server.stdin.end(), startTime);
  const endpoint = await announced(server);
  clearTimeout(tooLate);
  server.stderr.resume();
  server.stdout.resume();
  try {
    await mustAnswer(fetch(`${endpoint}/moto-api/data.json`));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    endpoint,
    reset: () => mustAnswer(fetch(`${endpoint}/moto-api/reset`, { method: "POST" })),
    stop,
  };
}

/** The address that the server says it runs on. */
async function announced(server: ChildProcessWithoutNullStreams): Promise<string> {
  const wrote: string[] = [];
  for await (const part of server.stderr.iterator({ destroyOnReturn: false })) {
    wrote.push(String(part));
    const endpoint = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(wrote.join(""))?.[1];
    if (endpoint !== undefined) return endpoint;
  }
  throw new Error(`moto's server ended before it ran:\n${wrote.join("")}`);
}

async function mustAnswer(sent: Promise<Response>): Promise<void> {
  const { ok, status } = await sent;
  assert.ok(ok, `moto's server answered ${status}`);
}
