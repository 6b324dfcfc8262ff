import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parseTopology } from "../../stacks/topology/parse";
import { UserError } from "../../stacks/userError";
import { requireAccounts } from "../../verify/sources/live/credentials";
import { kept } from "../../verify/sources/live/kept";
import { motoVariables } from "../support/moto";
import { temporaryFolders } from "../support/temporary";
import { inEnvironment } from "./support";

const role = (id: string): string => `arn:aws:iam::${id}:role/apilink`;

function topologyWith(accounts: Readonly<Record<string, object>>) {
  const network = (account: string) => ({ account, region: "ap-northeast-2", cidr: "10.0.0.0/16" });
  const networks = Object.fromEntries(Object.keys(accounts).map((name) => [`of-${name}`, network(name)]));
  return parseTopology({ accounts, networks, apis: {}, links: [] }, "the test");
}

describe("the accounts' credentials", function () {
  this.timeout(20_000);
  const folder = temporaryFolders();
  /** What STS answers to an action: the account whose credentials they are, or an error. */
  let answers: Readonly<Record<string, string>> = {};
  const calls: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      calls.push(action);
      const answer = answers[action] ?? "InternalFailure";
      if (/^\d{12}$/.test(answer)) {
        response.writeHead(200, { "content-type": "text/xml" });
        response.end(
          `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>` +
            `<Account>${answer}</Account><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>S</SecretAccessKey>` +
            `<SessionToken>T</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>` +
            `</${action}Result></${action}Response>`,
        );
        return;
      }
      if (answer === "HTML") {
        response.writeHead(200, { "content-type": "text/html" });
        response.end("<html><body>Sign in to go on.</body></html>");
        return;
      }
      response.writeHead(403, { "content-type": "text/xml" });
      response.end(
        `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>` +
          `<Code>${answer}</Code><Message>as the test asked for</Message></Error></ErrorResponse>`,
      );
    });
  });
  let endpoint = "";
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const required = async (
    accounts: Readonly<Record<string, object>>,
    environment: Readonly<Record<string, string | undefined>> = {},
  ): Promise<string> => {
    const variables = { ...motoVariables(endpoint), AWS_PROFILE: undefined, ...environment };
    return await inEnvironment(variables, async () => {
      try {
        await requireAccounts(topologyWith(accounts), { endpointUrl: endpoint });
        return "";
      } catch (error) {
        assert.ok(error instanceof UserError, String(error));
        return error.message;
      }
    });
  };

  it("are taken where they are of the very account, by its role where it has one", async () => {
    answers = { GetCallerIdentity: "111111111111", AssumeRole: "111111111111" };
    assert.equal(await required({ one: { id: "111111111111" } }), "");
    calls.length = 0;
    assert.equal(await required({ one: { id: "111111111111", role: role("111111111111") } }), "");
    assert.deepEqual(calls, ["AssumeRole", "GetCallerIdentity"]);
  });

  it("are told of every account that they are wrong for, in one line each", async () => {
    answers = { GetCallerIdentity: "333333333333" };
    const message = await required({ one: { id: "111111111111" }, two: { id: "222222222222" } });
    const lines = message.split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^accounts\.one \(111111111111\): .* 333333333333, another account/);
    assert.match(lines[1] ?? "", /^accounts\.two \(222222222222\): .* 333333333333, another account/);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, object, RegExp])[] = [
    ["expired", { GetCallerIdentity: "ExpiredToken" }, {}, /have expired; sign in again/],
    [
      "unknown to AWS",
      { GetCallerIdentity: "InvalidClientTokenId" },
      {},
      /AWS does not know the credentials/,
    ],
    [
      "of a role that may not be assumed, or wants MFA",
      { AssumeRole: "AccessDenied" },
      { role: role("111111111111") },
      /role\/apilink may not be assumed .*MFA/,
    ],
  ];
  for (const [what, answer, account, told] of refusals) {
    it(`are said to be ${what}`, async () => {
      answers = answer;
      const message = await required({ one: { id: "111111111111", ...account } });
      assert.match(message, told);
      assert.equal(message.split("\n").length, 1);
    });
  }

  const none = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
  };

  it("are said to be missing, with no wait for a machine that nobody is on", async () => {
    const started = Date.now();
    const message = await required(
      { one: { id: "111111111111" } },
      // An address that answers nothing, as that of the metadata does where there is none.
      {
        ...none,
        AWS_EC2_METADATA_DISABLED: undefined,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://192.0.2.1",
      },
    );
    assert.match(message, /^accounts\.one \(111111111111\): there are no credentials; /);
    assert.ok(Date.now() - started < 4_000, `${Date.now() - started} ms`);
  });

  it("are said to want a profile that there is, and no code of an MFA device", async () => {
    const config = join(folder(), "config");
    writeFileSync(
      config,
      "[profile mfa]\nrole_arn = arn:aws:iam::111111111111:role/x\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n" +
        "region = ap-northeast-2\n[profile base]\naws_access_key_id = A\naws_secret_access_key = S\n",
    );
    const files = { ...none, AWS_CONFIG_FILE: config };
    assert.match(
      await required({ one: { id: "111111111111", profile: "mfa" } }, files),
      /the profile mfa asks for a code of an MFA device/,
    );
    assert.match(
      await required({ one: { id: "111111111111" } }, { ...files, AWS_PROFILE: "mfa" }),
      /: the profile mfa asks for a code of an MFA device/,
    );
    assert.match(
      await required({ one: { id: "111111111111" } }, { ...files, AWS_PROFILE: "absent" }),
      /: there are no credentials in the profile absent, which AWS_PROFILE names; /,
    );
    assert.match(
      await required({ one: { id: "111111111111", profile: "absent" } }, files),
      /there is no profile absent in ~\/\.aws\/config/,
    );
  });

  it("are not called another account's where a proxy answers in the place of STS", async () => {
    answers = { GetCallerIdentity: "HTML" };
    const message = await required({ one: { id: "111111111111" } });
    assert.match(message, /^accounts\.one \(111111111111\): what answers in the place of STS is not STS: /);
    assert.equal(message.split("\n").length, 1);
  });

  it("are asked for without the SDK's advice on versions of Node.js", () => {
    for (const module of ["credentials", "clients"]) {
      const script =
        `require("./verify/sources/live/${module}"); const { STSClient } = require("@aws-sdk/client-sts");` +
        'new STSClient({ region: "us-east-1" })';
      const env = { PATH: process.env["PATH"] };
      const { status, stderr } = spawnSync("node", ["-r", "tsx/cjs", "-e", script], {
        env,
        encoding: "utf8",
      });
      assert.deepEqual([status, stderr], [0, ""]);
    }
  });

  it("are asked for once for all clients, and again before they end", async () => {
    let asked = 0;
    let now = 0;
    const source = kept(
      () => {
        asked += 1;
        return Promise.resolve({ accessKeyId: "A", secretAccessKey: "S", expiration: new Date(3_600_000) });
      },
      () => now,
    );
    await Promise.all([source(), source()]);
    assert.equal(asked, 1);
    now = 3_400_000;
    await source();
    assert.equal(asked, 2);
  });
});
