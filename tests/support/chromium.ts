import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** What Chromium and its kin are called. */
const commands = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/** The browser on the PATH; undefined where there is none. */
function chromiumPath(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return commands
    .flatMap((command) => folders.map((folder) => join(folder, command)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Skips the tests of a `describe` where there is no browser to run them with, and says so aloud. */
export function skipWithoutChromium(context: Mocha.Context): void {
  if (chromiumPath() !== undefined) return;
  console.log(`skipped: no ${commands.join(", ")} on the PATH`);
  context.skip();
}

export interface BrowserOptions {
  /** A folder for the profile, which nobody else uses. */
  readonly profile: string;
  /** Where host names lead, as ADDRESS:PORT by NAME:PORT; every other name leads nowhere. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** How a page's fetch went. */
export interface Fetched {
  /** Undefined where the page was shown no answer. */
  readonly answer: { readonly status: number; readonly body: string } | undefined;
  /** Why CORS forbids it, in the words of the DevTools protocol; undefined where it does not. */
  readonly corsError: string | undefined;
}

export interface Browser {
  /** Opens a page and lets its script fetch a URL. */
  readonly fetchFrom: (
    page: string,
    url: string,
    headers: Readonly<Record<string, string>>,
  ) => Promise<Fetched>;
  readonly close: () => Promise<void>;
}

/** Starts a headless browser that accepts every certificate, and has the one page that it is told to open. */
export function startChromium({ profile, hosts }: BrowserOptions): Browser {
  const path = chromiumPath();
  assert.ok(path !== undefined, "no browser");
  const rules = [
    ...Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`),
    "MAP * ~NOTFOUND",
    "EXCLUDE 127.0.0.1",
  ];
  const flags = [
    "--headless=new",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    `--host-resolver-rules=${rules.join(", ")}`,
    "--ignore-certificate-errors",
    // For root, and for containers; what is opened is the test's own.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--no-proxy-server",
  ];
  const child = spawn(path, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const devTools = devToolsOf(child);
  return {
    fetchFrom: async (page, url, headers) => {
      const session = await openPage(devTools, page);
      const failures: string[] = [];
      const listener = ({ sessionId, params }: Message): void => {
        const problem = (params as LoadingFailed | undefined)?.corsErrorStatus?.corsError;
        if (sessionId === session && problem !== undefined) failures.push(problem);
      };
      devTools.events.on("Network.loadingFailed", listener);
      const expression = `fetch(${JSON.stringify(url)}, { headers: ${JSON.stringify(headers)} })
        .then(async (response) => ({ status: response.status, body: await response.text() }), () => null)`;
      const evaluated = await devTools.call(
        "Runtime.evaluate",
        { expression, awaitPromise: true, returnByValue: true },
        session,
      );
      devTools.events.off("Network.loadingFailed", listener);
      const { result } = evaluated as { readonly result: { readonly value: Fetched["answer"] | null } };
      return { answer: result.value ?? undefined, corsError: failures[0] };
    },
    close: async () => {
      if (child.exitCode !== null) return;
      const closed = once(child, "exit");
      await devTools.call("Browser.close", {});
      await closed;
    },
  };
}

async function openPage({ call, events }: DevTools, url: string): Promise<string> {
  const { targetId } = (await call("Target.createTarget", { url: "about:blank" })) as { targetId: string };
  const attached = await call("Target.attachToTarget", { targetId, flatten: true });
  const { sessionId } = attached as { sessionId: string };
  await call("Page.enable", {}, sessionId);
  await call("Network.enable", {}, sessionId);
  const loaded = once(events, "Page.loadEventFired");
  const navigated = await call("Page.navigate", { url }, sessionId);
  assert.ok(!("errorText" in navigated), `${url} does not open: ${JSON.stringify(navigated)}`);
  await loaded;
  return sessionId;
}

interface LoadingFailed {
  readonly corsErrorStatus?: { readonly corsError: string };
}

/** A message of the DevTools protocol, as far as it is read here. */
interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: unknown;
  readonly result?: object;
  readonly error?: { readonly message: string };
}

interface DevTools {
  readonly call: (method: string, params: object, sessionId?: string) => Promise<object>;
  /** Emits each event by its method. */
  readonly events: EventEmitter;
}

/** Over a pipe: one JSON object a message, each ended by a zero byte. */
function devToolsOf(child: ChildProcess): DevTools {
  const [to, from] = child.stdio.slice(3) as [Writable, Readable];
  const events = new EventEmitter();
  const waiting = new Map<number, { resolve: (result: object) => void; reject: (error: Error) => void }>();
  const fail = (): void => {
    for (const { reject } of waiting.values()) reject(new Error("the browser has gone"));
    waiting.clear();
  };
  child.on("error", fail).on("exit", fail);
  to.on("error", fail);
  let rest = "";
  from.setEncoding("utf8").on("data", (text: string) => {
    const messages = (rest + text).split("\0");
    rest = messages.pop() ?? "";
    for (const message of messages.map((each) => JSON.parse(each) as Message)) {
      const { id, method, result = {}, error } = message;
      if (method !== undefined) events.emit(method, message);
      const call = waiting.get(id ?? -1);
      waiting.delete(id ?? -1);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error.message));
    }
  });
  let last = 0;
  return {
    events,
    call: (method, params, sessionId) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
      }),
  };
}
