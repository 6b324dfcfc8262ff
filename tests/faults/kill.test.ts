import assert from "node:assert/strict";
import { resolve } from "node:path";
import { skipWithoutEngine } from "../support/engine";
import { temporaryFolders } from "../support/temporary";
import { assertWhole, Lab, listed, withFaults } from "./lab";

/** After how many calls, of seventy-five. */
const points = [2, 9, 17, 25, 33, 41, 48, 56, 63, 70];

describe("an update of prod that is killed", function () {
  this.timeout(900_000);
  const folder = temporaryFolders();

  before(function () {
    skipWithoutEngine(this);
  });

  /** One run that recovers makes whole what is left of one that was killed, and tells what it cannot place. */
  async function survives(calls: number, everything: boolean): Promise<Lab> {
    const lab = new Lab("prod", resolve("Pulumi.prod.yaml"), folder());
    const where = `killed at call ${calls}`;
    await lab.killed(calls, everything);
    const recovered = await lab.run("up", { recover: true });
    assert.equal(recovered.recovery?.unlocked.length, 1, where);
    assert.ok(recovered.recovery.cleared.length > 0, where);
    await assertWhole(recovered, "prod");
    assert.deepEqual(listed(recovered.recovery), lab.orphans(await recovered.exportStack()), where);
    return lab;
  }

  /** Another run has nothing to do; destroyed, nothing remains that the state knew of. */
  async function goes(lab: Lab): Promise<void> {
    const { changes, exportStack } = await lab.run("up");
    assert.deepEqual(Object.keys(changes), ["same"]);
    const orphans = lab.orphans(await exportStack());
    await lab.destroyed();
    assert.deepEqual(lab.orphans(), orphans);
  }

  /** Every second one: the engine alone, whose providers end what they are at; or all that it has started. */
  async function inTurn(mine: readonly number[], everything: boolean): Promise<void> {
    let last: Lab | undefined;
    for (const calls of mine) last = await survives(calls, everything);
    if (last !== undefined) await goes(last);
  }

  it("goes on from ten different points, each in one run that recovers", async () => {
    const [even, odd] = [0, 1].map((rest) => points.filter((_, index) => index % 2 === rest));
    await withFaults({}, () => Promise.all([inTurn(even ?? [], true), inTurn(odd ?? [], false)]));
  });
});
