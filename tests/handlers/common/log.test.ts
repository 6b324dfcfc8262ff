import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { errorName } from "../../../handlers/common/log";

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
    for (const Plain of [TypeError, RangeError])
      assert.equal(
        errorName(Object.assign(new Plain("secret"), { code: "ERR_INVALID_URL" })),
        "ERR_INVALID_URL",
      );
    const refused = Object.assign(new AggregateError([new Error("secret")]), { code: "ECONNREFUSED" });
    assert.equal(errorName(refused), "ECONNREFUSED", "as of a name with several addresses");
    const late = Object.assign(new Error("secret"), { name: "TimeoutError", code: "ECONNRESET" });
    assert.equal(errorName(late), "TimeoutError", "as the SDK names it");
    assert.equal(errorName("secret"), "string");
  });
});
