import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunCommand } from "../../../automation/run";
import { deploy, type DeployOptions } from "../../../cli/deploy";
import { isMapping, type Mapping } from "../../../stacks/mapping";
import { skipWithoutEngine } from "../../support/engine";
import { temporaryFolders } from "../../support/temporary";
import { Collected } from "../collected";

const topology = `
config:
  apilink:topology:
    accounts:
      one: { id: "111111111111" }
    networks:
      seoul: { account: one, region: ap-northeast-2, cidr: 10.0.0.0/16, zones: 1 }
    apis:
      srv: { account: one, region: ap-northeast-2, apiKey: true }
    links:
      - { from: seoul, to: srv }
`;

describe("a deployment in the lab, with the real engine", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let labRoot: string;
  let file: string;

  before(function () {
    skipWithoutEngine(this);
    labRoot = folder();
    file = join(folder(), "small.yaml");
    writeFileSync(file, topology);
  });

  async function ran(command: RunCommand, options: DeployOptions = {}) {
    const [stdout, stderr] = [new Collected(), new Collected()];
    const status = await deploy(command, { file, lab: true, labRoot, ...options }, { stdout, stderr });
    return { status, stdout: stdout.text, stderr: stderr.text };
  }

  function eventsIn(text: string): readonly Mapping[] {
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown)
      .map((event) => (isMapping(event) ? event : assert.fail(String(event))));
  }

  it("tells programs every step, and a summary all of it, without a secret", async () => {
    const summary = join(folder(), "summary.md");
    const { status, stdout, stderr } = await ran("up", { json: true, summary });
    assert.deepEqual([status, stderr], [0, ""]);
    const events = eventsIn(stdout);
    const kinds = events.map(({ event }) => event);
    assert.deepEqual(
      kinds.filter((kind) => kind !== "step"),
      ["started", "checked", "checked", "finished"],
    );
    const steps = events.filter(({ event }) => event === "step");
    const done = steps.filter(({ at }) => at === "done");
    assert.ok(done.length > 20, String(done.length));
    assert.deepEqual(new Set(done.map(({ operation }) => operation)), new Set(["create"]));
    const last = events.at(-1) ?? {};
    assert.equal(last["status"], 0);
    assert.deepEqual(isMapping(last["outputs"]) && last["outputs"]["apiKeys"], { srv: "[secret]" });
    const text = readFileSync(summary, "utf8");
    assert.match(text, /^## up of `small` on the embedded cloud: done$/m);
    assert.match(text, /^\| `Network` `seoul` \| \d+ \|$/m);
    assert.match(text, /Before: nothing that is known\.\n\nAfter:/);
  });

  it("has nothing to say of what stays as it is", async () => {
    const { status, stdout } = await ran("up");
    assert.equal(status, 0);
    assert.match(
      stdout,
      /\nup of small on the embedded cloud\n\nup of small on the embedded cloud: \d+ resources \(same \d+\)\n/,
    );
    assert.match(stdout, /check of what is deployed: small: ok, 1 link/);
  });

  it("counts what it removes against what there is", async () => {
    const summary = join(folder(), "summary.md");
    const { status, stdout } = await ran("destroy", { summary });
    assert.equal(status, 0);
    const counts = [...stdout.matchAll(/^ +(\d+)\/(\d+) {2}deleted /gm)].map(([, , total]) => total);
    assert.ok(counts.length > 20);
    assert.equal(new Set(counts).size, 1, "the total does not grow");
    assert.match(readFileSync(summary, "utf8"), /\| \*\*total\*\* \| [1-9]\d*\.\d\d \| 0\.00 \| -[1-9]/);
  });
});
