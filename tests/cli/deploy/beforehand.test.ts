import assert from "node:assert/strict";
import { checkBeforehand, type OnRed } from "../../../cli/deploy/beforehand";
import type { Checked } from "../../../cli/deploy/checked";
import type { RunEvent } from "../../../cli/deploy/events";
import { failureOf } from "../../../cli/failures";
import { EmbeddedRunError } from "../../../lab/embedded/failure";
import { checked, red } from "./values";

describe("the check before a run", () => {
  const refused = new EmbeddedRunError([
    { what: "aws:ec2/vpc:Vpc seoul", code: "InvalidVpc", message: "no" },
  ]);

  async function outcome(onRed: OnRed, check: () => Promise<Checked>) {
    const events: RunEvent[] = [];
    try {
      const result = await checkBeforehand("dev", onRed, (event) => events.push(event), check);
      return { result, told: events.map(({ event }) => event) };
    } catch (error) {
      return { failure: failureOf(error), told: events.map(({ event }) => event) };
    }
  }

  it("lets a run begin where all is as it should be", async () => {
    const green = checked();
    for (const onRed of ["refuse", "force", "goOn"] as const) {
      assert.deepEqual(await outcome(onRed, () => Promise.resolve(green)), {
        result: green,
        told: ["busy", "checked"],
      });
    }
  });

  it("ends it with status 1 where something is not, and says that nothing was deployed", async () => {
    const message = "dev is not as it should be: nothing was deployed (--force deploys all the same)";
    assert.deepEqual(await outcome("refuse", () => Promise.resolve(red())), {
      failure: { status: 1, kind: "RedCheckError", message },
      told: ["busy", "checked"],
    });
  });

  it("goes on where it is forced, and says so, or where nothing is deployed", async () => {
    const wrong = red();
    const told = await outcome("force", () => Promise.resolve(wrong));
    assert.deepEqual(told, { result: wrong, told: ["busy", "checked", "forced"] });
    const plan = await outcome("goOn", () => Promise.resolve(wrong));
    assert.deepEqual(plan, { result: wrong, told: ["busy", "checked"] });
  });

  it("takes what AWS would refuse for red, too", async () => {
    const refuse = () => Promise.reject(refused);
    const { failure } = await outcome("refuse", refuse);
    assert.match(failure?.message ?? "", /InvalidVpc: no\nnothing was deployed \(--force [^\n]*\)$/);
    assert.deepEqual(await outcome("force", refuse), { result: undefined, told: ["busy", "forced"] });
    assert.equal((await outcome("goOn", refuse)).failure?.kind, "EmbeddedRunError");
  });

  it("does not take a defect for anything else", async () => {
    const { failure } = await outcome("force", () => Promise.reject(new TypeError("oops")));
    assert.equal(failure?.kind, "Error");
  });
});
