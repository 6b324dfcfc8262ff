import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { runStack, type RunCommand, type RunResult } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";

const region = "ap-northeast-2";
const topology = {
  accounts: { provider: { id: "111111111111" }, consumer: { id: "222222222222" } },
  networks: {
    host: { account: "provider", region, cidr: "10.0.0.0/16" },
    custom: { account: "consumer", region, cidr: "10.0.0.0/16" },
  },
  services: { web: { network: "host" } },
  subscriptions: [{ from: "custom", to: "web" }],
};

/** Guide row E6. */
const inOrder = [
  "aws:ec2:VpcEndpoint custom.web.endpoint",
  "aws:ec2:VpcEndpointService web.service",
  "aws:lb:LoadBalancer web.balancer",
  "aws:ec2:Vpc host.vpc",
];

describe("an endpoint service in the lab, with the real engine", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let labRoot: string;
  let stackFile: string;

  before(function () {
    skipWithoutEngine(this);
    labRoot = folder();
    stackFile = join(labRoot, "Pulumi.service.yaml");
    writeFileSync(stackFile, stringify({ config: { "apilink:topology": topology } }));
  });

  async function run(command: RunCommand): Promise<RunResult & { readonly printed: string }> {
    const lines: string[] = [];
    const request = { command, stack: "service", stackFile, lab: true, labRoot, projectDir: resolve(".") };
    const result = await runStack({ ...request, onOutput: (text) => lines.push(text) });
    return { ...result, printed: lines.join("") };
  }

  it("is created, accepted, and has nothing to change the second time", async () => {
    const { changes, outputs } = await run("up");
    assert.deepEqual(Object.keys(changes), ["create"]);
    assert.match(JSON.stringify(outputs["subscriptions"]), /"url":"http:\/\/vpce-/);
    assert.deepEqual(Object.keys((await run("up")).changes), ["same"]);
  });

  it("is destroyed from the consumer back to the network", async () => {
    const { changes, printed } = await run("destroy");
    assert.deepEqual(Object.keys(changes), ["delete"]);
    const places = inOrder.map((resource) => printed.indexOf(`${resource} deleted`));
    assert.ok(!places.includes(-1), printed);
    assert.deepEqual(
      places,
      [...places].sort((one, other) => one - other),
      printed,
    );
  });
});
