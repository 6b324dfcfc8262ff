import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { labFolders } from "../../automation/labFolders";
import { runStack, type RunCommand } from "../../automation/run";
import { FileStore } from "../../lab/fileStore";
import { types } from "../../lab/services/types";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";

const region = "ap-northeast-2";

/** One API that browsers call: its backends have OPTIONS on the root in common. */
const topology = (backend: string) => ({
  accounts: { api: { id: "222222222222" } },
  apis: { srv: { account: "api", region, access: "regional", backend, apiKey: true, cors: ["*"] } },
  networks: {},
  links: [],
});

describe("an API whose backend changes, with the real engine", function () {
  this.timeout(300_000);
  const folder = temporaryFolders();
  let dir: string;

  before(function () {
    skipWithoutEngine(this);
    dir = folder();
  });

  const run = async (command: RunCommand, backend: string) => {
    const stackFile = join(dir, "Pulumi.changing.yaml");
    writeFileSync(stackFile, JSON.stringify({ config: { "apilink:topology": topology(backend) } }));
    const projectDir = resolve(__dirname, "../..");
    return runStack({ command, stack: "changing", stackFile, lab: true, labRoot: dir, projectDir });
  };
  const idOf = (type: string): readonly string[] =>
    new FileStore(labFolders(dir, "changing").cloud).all(type).map(({ id }) => id);

  for (const [from, to] of [
    ["mock", "inventory"],
    ["inventory", "mock"],
  ] as const) {
    it(`goes from ${from} to ${to} in place, in one go`, async () => {
      await run("up", from);
      const before = [types.restApi, types.stage, types.apiKey].map(idOf);
      const { changes } = await run("up", to);
      // The integration of OPTIONS, and the deployment.
      assert.equal(changes["replace"], 2, JSON.stringify(changes));
      assert.deepEqual([types.restApi, types.stage, types.apiKey].map(idOf), before);
      const again = (await run("up", to)).changes;
      assert.deepEqual(Object.keys(again), ["same"], JSON.stringify(again));
      assert.equal(idOf(types.integration).length, idOf(types.method).length);
    });
  }

  it("leaves nothing behind", async () => {
    await run("destroy", "mock");
    assert.deepEqual([types.restApi, types.method, types.integration, types.stage].flatMap(idOf), []);
  });
});
