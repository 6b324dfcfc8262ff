import assert from "node:assert/strict";
import { defaultUsage, usageOf } from "../../cost";
import { UserError } from "../../stacks/userError";

describe("the usage of an estimate", () => {
  it("has defaults, and takes gigabytes with a fraction and whole requests", () => {
    assert.deepEqual(usageOf({}), defaultUsage);
    assert.deepEqual(usageOf({ trafficGb: "0.5", requests: "0" }), { trafficGb: 0.5, requests: 0 });
    assert.deepEqual(usageOf({ trafficGb: "100000000", requests: "100000000000" }), {
      trafficGb: 1e8,
      requests: 1e11,
    });
  });

  for (const text of [
    "-1",
    "NaN",
    "Infinity",
    "1e3",
    "0x10",
    "",
    " 1",
    "1,000",
    "abc",
    "100000001",
    "9".repeat(400),
  ])
    it(`refuses ${JSON.stringify(text.slice(0, 12))} gigabytes`, () => {
      assert.throws(
        () => usageOf({ trafficGb: text }),
        (error: unknown) =>
          error instanceof UserError &&
          /^--traffic-gb ".*": must be a number of gigabytes from 0 to 100000000\n {2}hint: /.test(
            error.message,
          ) &&
          error.message.length < 250,
      );
    });

  for (const text of ["-1", "NaN", "0.5", "100000000001", ""])
    it(`refuses ${JSON.stringify(text)} requests`, () => {
      assert.throws(
        () => usageOf({ requests: text }),
        (error: unknown) =>
          error instanceof UserError && error.message.startsWith(`--requests "${text}": must be `),
      );
    });
});
