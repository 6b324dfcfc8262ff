import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { runStack, type RunCommand } from "../../automation/run";
import { adoptedBy } from "../../lab/adopted";
import { readStackFile } from "../../stacks/stackFile";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { writeTinyProject } from "../support/tinyProject";

const pack = resolve("policies");

interface Ran {
  readonly ok: boolean;
  readonly printed: string;
}

describe("the policy pack in the lab, with the real engine", function () {
  this.timeout(180_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  async function run(
    command: RunCommand,
    projectDir: string,
    stackFile: string,
    labRoot: string,
  ): Promise<Ran> {
    let printed = "";
    const stack = readStackName(stackFile);
    const request = { command, stack, stackFile, lab: true, labRoot, projectDir, policyPacks: [pack] };
    try {
      await runStack({ ...request, adopted: adoptedOf(stackFile), onOutput: (text) => (printed += text) });
      return { ok: true, printed };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "PolicyViolationError") throw error;
      return { ok: false, printed: `${printed}\n${error.message}` };
    }
  }

  it("passes dev in its first preview, and says what it judges later", async () => {
    const { ok, printed } = await run("preview", resolve("."), resolve("Pulumi.dev.yaml"), folder());
    assert.ok(ok, printed);
    assert.match(printed, /policy\.srv\.policy; judged in the same `pulumi up`/);
    assert.doesNotMatch(printed, /topology-works/, "judged by what the embedded cloud would answer");
    assert.doesNotMatch(printed, /\[mandatory\]/);
  });

  it("passes prod once everything is known, and leaves nothing unjudged", async () => {
    const { ok, printed } = await run("up", resolve("."), resolve("Pulumi.prod.yaml"), folder());
    assert.ok(ok, printed);
    assert.doesNotMatch(printed, /\[(mandatory|advisory)\]/);
  });

  it("stops a topology that would not work, before anything of it is made", async () => {
    const dir = folder();
    const program = `
      import * as pulumi from "@pulumi/pulumi";
      import program = require(${JSON.stringify(resolve("index"))});
      pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
        type === "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
          ? { props: { ...props, cidrIpv4: "10.9.0.0/24" }, opts }
          : undefined,
      );
      export = program;`;
    const network = { account: "a", region: "ap-northeast-2", cidr: "10.0.0.0/16" };
    const topology = {
      accounts: { a: { id: "111111111111" } },
      networks: { seoul: network },
      apis: { srv: { account: "a", region: "ap-northeast-2" } },
      links: [{ from: "seoul", to: "srv" }],
    };
    writeTinyProject(dir, program);
    const stackFile = join(dir, "Pulumi.tiny.yaml");
    const config = { "pulumi:disable-default-providers": ["aws"], "apilink:topology": topology };
    writeFileSync(stackFile, stringify({ config }));
    const { ok, printed } = await run("preview", dir, stackFile, dir);
    assert.ok(!ok);
    assert.match(printed, /\[mandatory\] +topology-works/);
    assert.match(printed, /links\[0\]/);
  });

  it("judges anyone's program, in the same update once everything is known", async () => {
    const program = `
      import * as aws from "@pulumi/aws";
      const provider = new aws.Provider("a", { region: "ap-northeast-2", allowedAccountIds: ["111111111111"] });
      const api = new aws.apigateway.RestApi("api", { endpointConfiguration: { types: "PRIVATE" } }, { provider });
      new aws.apigateway.RestApiPolicy("policy", {
        restApiId: api.id,
        policy: api.executionArn.apply((arn) => JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: arn + "/*" }],
        })),
      }, { provider });`;
    const dir = writeTinyProject(folder(), program);
    const stackFile = join(dir, "Pulumi.tiny.yaml");
    const before = await run("preview", dir, stackFile, dir);
    assert.ok(before.ok, before.printed);
    assert.match(before.printed, /\[advisory\] +private-api-endpoint-condition/);
    const update = await run("up", dir, stackFile, dir);
    assert.ok(!update.ok);
    assert.match(
      update.printed,
      /\[mandatory\] +private-api-endpoint-condition[^]*any endpoint of any account/,
    );
  });
});

function readStackName(stackFile: string): string {
  return /Pulumi\.(.+)\.yaml$/.exec(stackFile)?.[1] ?? assert.fail(stackFile);
}

/** A program of somebody else's has no topology, and adopts nothing. */
function adoptedOf(stackFile: string): ReturnType<typeof adoptedBy> {
  return stackFile.startsWith(resolve("Pulumi.")) ? adoptedBy(readStackFile(stackFile).topology) : [];
}
