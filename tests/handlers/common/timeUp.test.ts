import assert from "node:assert/strict";
import { timeUp } from "../../../handlers/common/timeUp";

/** The time, in milliseconds, that is left to work for a function that has so many. */
function timeToWork(remaining: number, timeToReport: number): number {
  const asked: number[] = [];
  const context = { functionName: "f", getRemainingTimeInMillis: () => remaining };
  const { signal } = new AbortController();
  const ends = timeUp(context, timeToReport, (milliseconds) => {
    asked.push(milliseconds);
    return signal;
  });
  assert.equal(ends, signal);
  const [milliseconds = assert.fail("no time was set"), ...more] = asked;
  assert.deepEqual(more, []);
  return milliseconds;
}

describe("the time of a function", () => {
  it("is up early enough to tell what was reached", () => {
    assert.equal(timeToWork(60_000, 5_000), 55_000);
    assert.equal(timeToWork(120_000.9, 2_000), 118_000);
  });

  it("is half of what is left where that is hardly any", () => {
    assert.equal(timeToWork(6_000, 5_000), 3_000);
    assert.equal(timeToWork(1, 5_000), 0);
    assert.equal(timeToWork(-1, 5_000), 0);
  });

  it("goes by the clock", async () => {
    const signal = timeUp({ functionName: "f", getRemainingTimeInMillis: () => 20 }, 5_000);
    if (!signal.aborted)
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
    assert.equal((signal.reason as Error).name, "TimeoutError");
  });
});
