import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, createServer as createSocketServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { webPage } from "../../components/webPage";
import { temporaryFolders } from "../support/temporary";

/** A file that the user data writes. */
function written(userData: string, path: string): string {
  const start = userData.indexOf(`cat > ${path} <<'`);
  assert.ok(start >= 0, `${path} is not written`);
  const [, marker = "", rest = ""] = /<<'(\w+)'\n([^]*)/.exec(userData.slice(start)) ?? [];
  const end = rest.indexOf(`\n${marker}\n`);
  assert.ok(end >= 0, `${path} does not end`);
  return rest.slice(0, end + 1);
}

const programPath = "/opt/apilink/page.py";
const unitPath = "/etc/systemd/system/apilink-page.service";

describe("the user data of a web instance", () => {
  it("serves on the port that it is given, at each boot, as nobody in particular", () => {
    for (const port of [80, 8080]) {
      const unit = written(webPage(port), unitPath);
      assert.match(unit, new RegExp(`^ExecStart=/usr/bin/python3 ${programPath} ${port}$`, "m"));
      assert.match(unit, /^DynamicUser=yes$/m);
      assert.match(unit, /^Restart=always$/m);
    }
    assert.match(webPage(80), /^systemctl enable --now apilink-page\.service$/m);
  });

  it("is a shell script that parses, and as short as EC2 takes it", () => {
    const { status, stderr } = spawnSync("sh", ["-n"], { input: webPage(65535), encoding: "utf8" });
    assert.deepEqual([status, stderr], [0, ""]);
    assert.match(webPage(80), /^#!\/bin\/sh\nset -eu\n/);
    // Source: Amazon EC2 User Guide, "User data": 16 KB before it is encoded.
    assert.ok(webPage(65535).length < 16_384);
  });

  it("installs nothing, calls nothing but the metadata service, and holds no secret", () => {
    const userData = webPage(80);
    assert.doesNotMatch(userData, /\b(dnf|yum|apt|pip|curl|wget)\b/);
    assert.deepEqual(userData.match(/https?:\/\/[^"\s]+/g), ["http://169.254.169.254"]);
    assert.doesNotMatch(userData, /password|secret|AKIA/i);
  });
});

const token = "AQAEAexample==";
const facts: Readonly<Record<string, string>> = {
  "/latest/meta-data/instance-id": "i-0123456789abcdef0",
  "/latest/meta-data/placement/availability-zone": "ap-northeast-2a",
  "/latest/meta-data/local-ipv4": "10.0.0.7 <script>&",
};

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly ttl: string | undefined;
}

/** Answers as the instance metadata service with tokens required, and remembers what it was asked. */
function metadataService(asked: Asked[], givesTokens: () => boolean): Server {
  const one = (request: IncomingMessage, name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : undefined;
  };
  return createServer((request, response) => {
    const { method = "", url = "" } = request;
    const seen = one(request, "x-aws-ec2-metadata-token");
    const ttl = one(request, "x-aws-ec2-metadata-token-ttl-seconds");
    asked.push({ method, url, token: seen, ttl });
    if (method === "PUT" && url === "/latest/api/token" && ttl !== undefined && givesTokens())
      return response.end(token);
    if (seen !== token) return response.writeHead(401).end();
    const fact = method === "GET" ? facts[url] : undefined;
    return fact === undefined ? response.writeHead(404).end() : response.end(fact);
  });
}

function listening(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createSocketServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until somebody answers on the port. */
async function answered(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => {
        resolve(false);
      });
    });
    if (open) return;
    await wait(50);
  }
  assert.fail(`nobody listens on ${port}`);
}

describe("the web page", () => {
  const folder = temporaryFolders();
  const asked: Asked[] = [];
  let givesTokens = false;
  let metadata: Server | undefined;
  let page: ChildProcess | undefined;
  let url = "";

  before(async function () {
    if (spawnSync("python3", ["--version"]).status !== 0) {
      console.log("skipped: python3 is missing");
      this.skip();
    }
    metadata = metadataService(asked, () => givesTokens);
    const [metadataPort, port] = [await listening(metadata), await freePort()];
    const program = join(folder(), "page.py");
    writeFileSync(program, written(webPage(port), programPath));
    const base = `http://127.0.0.1:${metadataPort}`;
    // A proxy that is not there: whatever goes to it is lost.
    const env = { ...process.env, http_proxy: "http://127.0.0.1:1", no_proxy: "" };
    page = spawn("python3", [program, String(port), base], { stdio: "ignore", env });
    url = `http://127.0.0.1:${port}/`;
    await answered(port);
  });

  after(() => {
    page?.kill();
    metadata?.close();
  });

  it("shows nothing without a token", async () => {
    const answer = await fetch(url);
    assert.equal(answer.status, 503);
    assert.equal(await answer.text(), "The instance metadata service gave no answer.");
    assert.deepEqual(
      asked.map(({ method }) => method),
      ["PUT"],
    );
  });

  it("shows the instance's id, zone and address once it gets one, escaped", async () => {
    givesTokens = true;
    const answer = await fetch(url);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(
      /<dl>.*<\/dl>/.exec(await answer.text())?.[0],
      "<dl><dt>Instance</dt><dd>i-0123456789abcdef0</dd><dt>Zone</dt><dd>ap-northeast-2a</dd>" +
        "<dt>Private address</dt><dd>10.0.0.7 &lt;script&gt;&amp;</dd></dl>",
    );
  });

  it("asks with a token every time, which lives for a minute", () => {
    const [, first, ...rest] = asked;
    assert.deepEqual(first, { method: "PUT", url: "/latest/api/token", token: undefined, ttl: "60" });
    assert.deepEqual(
      rest.map((each) => [each.method, each.url, each.token]),
      Object.keys(facts).map((path) => ["GET", path, token]),
    );
  });

  it("asks once for what does not change", async () => {
    const count = asked.length;
    assert.equal((await fetch(url)).status, 200);
    assert.equal(asked.length, count);
  });
});
