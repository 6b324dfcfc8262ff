import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { runStack, type RunCommand, type RunRequest, type RunResult } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { writeTinyProject } from "../support/tinyProject";

const imports = `
  import * as aws from "@pulumi/aws";
  import * as pulumi from "@pulumi/pulumi";
  const region = "ap-northeast-2";
`;
const provider = `const provider = new aws.Provider("seoul", { region, allowedAccountIds: ["111111111111"] });`;
const vpc = `${imports}${provider}
  const vpc = new aws.ec2.Vpc("seoul", { cidrBlock: "10.0.0.0/16" }, { provider });`;

describe("a run in the lab, with the real engine", function () {
  this.timeout(60_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  function run(command: RunCommand, projectDir: string, more: Partial<RunRequest> = {}): Promise<RunResult> {
    return runStack({ command, stack: "tiny", lab: true, projectDir, ...more });
  }

  it("streams what the engine prints, and masks secrets", async () => {
    const dir = writeTinyProject(
      folder(),
      `${vpc}\nexport const id = vpc.id; export const key = pulumi.secret("s3cr3t");`,
    );
    let printed = "";
    const { outputs, changes, exportStack } = await run("up", dir, { onOutput: (text) => (printed += text) });
    assert.deepEqual(changes, { create: 3 });
    assert.match(String(outputs["id"]), /^vpc-/);
    assert.equal(outputs["key"], "[secret]");
    assert.match(printed, /aws:ec2:Vpc seoul created/);
    assert.doesNotMatch(printed, /s3cr3t/);
    assert.equal((await exportStack()).version, 3);
  });

  it("knows in a preview what is not known yet", async () => {
    const dir = writeTinyProject(
      folder(),
      `${vpc}\nexport const id = vpc.id; export const cidr = vpc.cidrBlock;`,
    );
    const { outputs } = await run("preview", dir);
    assert.deepEqual(outputs, { id: "[unknown]", cidr: "10.0.0.0/16" });
  });

  it("finds what somebody has taken away", async () => {
    const dir = writeTinyProject(folder(), vpc);
    await run("up", dir);
    rmSync(join(dir, ".lab", "tiny", "cloud", "111111111111"), { recursive: true });
    assert.deepEqual((await run("refresh", dir)).changes, { delete: 1, same: 2 });
    assert.deepEqual((await run("up", dir)).changes, { create: 1, same: 2 });
  });

  for (const command of ["refresh", "destroy"] as const)
    it(`has no ${command} of a stack that nobody has made, and makes nothing`, async () => {
      const dir = writeTinyProject(folder(), vpc);
      await assert.rejects(run(command, dir), {
        name: "StackMissingError",
        status: 2,
        message: "there is no stack tiny on the embedded cloud: `apilink up --lab` makes it",
      });
      assert.ok(!existsSync(join(dir, ".lab")));
    });

  it("shows AWS's refusal as a line, and no stack trace", async () => {
    const subnet = `new aws.ec2.Subnet("a", { vpcId: vpc.id, cidrBlock: "10.9.0.0/24" }, { provider });`;
    const dir = writeTinyProject(folder(), `${vpc}\n${subnet}`);
    await assert.rejects(run("up", dir), {
      name: "RunFailedError",
      message: /^aws:ec2\/subnet:Subnet a: InvalidSubnet\.Range: [^\n]+$/,
    });
  });

  it("refuses an account that the provider does not allow", async () => {
    const assumeRoles = `[{ roleArn: "arn:aws:iam::222222222222:role/apilink" }]`;
    const program = `${imports}
      new aws.Provider("seoul", { region, allowedAccountIds: ["111111111111"], assumeRoles: ${assumeRoles} });`;
    await assert.rejects(run("preview", writeTinyProject(folder(), program)), {
      name: "CredentialsError",
      status: 2,
      message: /^account seoul: the credentials are those of account 222222222222, [^\n]+$/,
    });
  });

  it("shows the program's own errors", async () => {
    const dir = writeTinyProject(folder(), `${imports} throw new pulumi.RunError("the topology is wrong");`);
    await assert.rejects(run("preview", dir), { name: "RunFailedError", message: "the topology is wrong" });
  });

  it("expands awsx's VPC as its plugin does", async () => {
    const topology = {
      accounts: { main: { id: "111111111111" } },
      networks: {
        seoul: { account: "main", region: "ap-northeast-2", cidr: "10.0.0.0/16", publicSubnets: true },
      },
      apis: {},
      links: [],
    };
    const labRoot = folder();
    const stackFile = join(labRoot, "Pulumi.tiny.yaml");
    writeFileSync(stackFile, stringify({ config: { "apilink:topology": topology } }));
    const options = { stackFile, labRoot };
    const { exportStack } = await run("up", resolve("."), options);
    assert.match(JSON.stringify(await exportStack()), /"type":"aws:ec2\/internetGateway:InternetGateway"/);
    assert.deepEqual(Object.keys((await run("up", resolve("."), options)).changes), ["same"]);
    assert.deepEqual(Object.keys((await run("destroy", resolve("."), options)).changes), ["delete"]);
    assert.deepEqual(filesIn(join(labRoot, "tiny", "cloud")), []);
  });
});

function filesIn(dir: string): readonly string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
