import assert from "node:assert/strict";
import { deferTraces } from "../../../lab/embedded/traces";

function failure(): Error {
  return new Error("no such thing");
}

describe("deferred stack traces", () => {
  it("are whole when they are read afterwards", () => {
    const restore = deferTraces();
    const error = failure();
    restore();
    assert.match(error.stack ?? "", /^Error: no such thing\n {4}at failure /);
  });

  it("are the message alone until then", () => {
    const restore = deferTraces();
    const { stack } = failure();
    restore();
    assert.equal(stack, "Error: no such thing");
  });

  it("leave whatever wrote the traces before in its place", () => {
    const before: unknown = Reflect.get(Error, "prepareStackTrace");
    deferTraces()();
    assert.equal(Reflect.get(Error, "prepareStackTrace"), before);
  });
});
