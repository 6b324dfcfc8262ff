import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { errorName } from "../../../handlers/common/log";
import { metricEntry } from "../../../handlers/common/metrics";

describe("the handlers' log", () => {
  it("has one object a line, whatever it says", () => {
    const file = resolve(__dirname, "../../../handlers/common/log.ts");
    const program = `require(${JSON.stringify(file)}).log({ text: "a\\nb" }); require(${JSON.stringify(file)}).log({});`;
    const written = execFileSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], {
      encoding: "utf8",
    });
    assert.equal(written, '{"text":"a\\nb"}\n{}\n');
  });

  it("names errors, never their messages", () => {
    assert.equal(errorName(new TypeError("secret")), "TypeError");
    assert.equal(
      errorName(Object.assign(new Error("secret"), { name: "ThrottlingException" })),
      "ThrottlingException",
    );
    assert.equal(errorName(Object.assign(new Error("secret"), { code: "ECONNREFUSED" })), "ECONNREFUSED");
    assert.equal(errorName(Object.assign(new Error("secret"), { code: 7 })), "Error");
    assert.equal(errorName(new Error("secret")), "Error");
    assert.equal(errorName("secret"), "string");
  });

  it("carries metrics in the embedded format", () => {
    const entry = metricEntry(
      { at: 1_700_000_000_000, dimensions: { Network: "seoul" }, counts: { LinkFailures: 2 } },
      { level: "info" },
    );
    assert.deepEqual(entry, {
      level: "info",
      _aws: {
        Timestamp: 1_700_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "apilink",
            Dimensions: [["Network"]],
            Metrics: [{ Name: "LinkFailures", Unit: "Count" }],
          },
        ],
      },
      Network: "seoul",
      LinkFailures: 2,
    });
  });
});
