import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { eachOf } from "../../../handlers/common/pool";

describe("eachOf", () => {
  it("does every task once, never more at once than the limit, and as many where there are enough", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 3 })), fc.integer({ min: 1, max: 5 }), async (items, limit) => {
        let [running, most] = [0, 0];
        const results = await eachOf(items, limit, async (item) => {
          most = Math.max(most, ++running);
          await pause(item);
          running--;
          return item * 2;
        });
        assert.deepEqual(
          results,
          items.map((item) => item * 2),
        );
        assert.equal(most, Math.min(limit, items.length));
      }),
      { numRuns: 40 },
    );
  });

  it("ends with the first failure, after what was under way, and begins nothing more", async () => {
    const [begun, ended]: [number[], number[]] = [[], []];
    const work = eachOf([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      if (item === 0) throw new Error("no");
      await pause(5);
      ended.push(item);
    });
    await assert.rejects(work, { message: "no" });
    assert.deepEqual([begun, ended], [[0, 1], [1]]);
  });
});
