import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { RunResult } from "../../automation/run";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { enginesAt } from "./engine";
import { assertWhole, Lab, listed, withFaults } from "./lab";

const topology = {
  accounts: { team: { id: "111111111111", region: "ap-northeast-2" } },
  networks: { seoul: { account: "team", region: "ap-northeast-2", cidr: "10.0.0.0/16" } },
  apis: { srv: { account: "team", region: "ap-northeast-2" } },
  links: [{ from: "seoul", to: "srv" }],
};

/** Each test goes on from where the one before has left the stack. */
describe("an update where one thing after the other goes wrong", function () {
  this.timeout(120_000);
  const folder = temporaryFolders();
  let lab: Lab;
  let lost: readonly string[] = [];
  let whole: RunResult | undefined;

  before(function () {
    skipWithoutEngine(this);
    const root = folder();
    const stackFile = join(root, "Pulumi.small.yaml");
    const config = { "apilink:topology": topology, "pulumi:disable-default-providers": ["aws"] };
    writeFileSync(stackFile, stringify({ config }));
    lab = new Lab("small", stackFile, join(root, "lab"));
  });

  it("does not begin where nobody knows what is to go wrong", async () => {
    const nonsense = { slow: -1 };
    await assert.rejects(
      withFaults(nonsense, () => lab.run("up")),
      {
        name: "FaultsError",
        message: /^APILINK_LAB_FAULTS: slow must be milliseconds/,
      },
    );
  });

  it("fails where an answer is lost, and the cloud keeps what was made", async () => {
    await assert.rejects(
      withFaults({ lose: [1] }, () => lab.run("up")),
      {
        name: "RunFailedError",
        message: /RequestError: call 1 of this run is done and its answer is lost/,
      },
    );
    lost = lab.orphans(await lab.state());
    assert.equal(lost.length, 1);
  });

  it("ends cleanly when it is interrupted once, and made another one of what was lost", async () => {
    assert.equal(await withFaults({ slow: 400 }, () => lab.interrupted(3, 1)), 130);
    assert.deepEqual(lab.orphans(await lab.state()), lost);
  });

  it("leaves what was under way when it is interrupted twice, and another does not begin without being told to recover", async () => {
    assert.equal(await withFaults({ slow: 2000 }, () => lab.interrupted(2, 2)), 130);
    const [state, engines] = [await lab.state(), enginesAt(lab.cloud)];
    await assert.rejects(
      withFaults({}, () => lab.run("up")),
      { name: "PendingOperationsError" },
    );
    assert.deepEqual(await lab.state(), state);
    assert.deepEqual(enginesAt(lab.cloud), engines);
  });

  it("goes on, until a provider dies", async () => {
    await assert.rejects(
      withFaults({ die: [2] }, () => lab.run("up", { recover: true })),
      {
        name: "RunFailedError",
      },
    );
  });

  it("goes on, until a call fails", async () => {
    await assert.rejects(
      withFaults({ fail: [2] }, () => lab.run("up", { recover: true })),
      {
        name: "RunFailedError",
        message: /InternalFailure: call 2 of this run fails/,
      },
    );
  });

  it("is whole after a run that recovers, throttled or not, and told what nobody knows", async () => {
    // What a kill in the middle of writing a state leaves beside it.
    writeFileSync(`${lab.stateFile}.attrs`, "");
    whole = await withFaults({ throttle: { from: 2, calls: 20 } }, () => lab.run("up", { recover: true }));
    await assertWhole(whole, "small");
    assert.deepEqual(listed(whole.recovery), lost);
    assert.deepEqual(lab.orphans(await lab.state()), lost);
  });

  it("waits for no other, but says who is at work, and leaves that one alone", async () => {
    let other: Promise<unknown> | undefined;
    const { changes } = await lab.run("up", {
      onEvent: () => {
        other ??= assert.rejects(lab.run("up", { recover: true }), {
          name: "StackLockedError",
          message: /small is locked by .*process \d+/,
        });
      },
    });
    await other;
    assert.notEqual(other, undefined);
    assert.deepEqual(Object.keys(changes), ["same"]);
  });

  it("is destroyed, if not while everything is throttled, but for what nobody knows", async () => {
    const throttle = { from: 3, calls: 10_000 };
    await assert.rejects(
      withFaults({ throttle }, () => lab.run("destroy")),
      {
        name: "RunFailedError",
        message: /exceeded maximum number of attempts, 25/,
      },
    );
    await lab.destroyed();
    assert.deepEqual(lab.orphans(), lost);
  });
});
