import assert from "node:assert/strict";
import { isMapping } from "../../../handlers/common/mapping";

describe("isMapping", () => {
  it("takes objects alone, and no list for one", () => {
    for (const value of [{}, { a: 1 }]) assert.ok(isMapping(value));
    for (const value of [null, undefined, [], "text", 1]) assert.ok(!isMapping(value), JSON.stringify(value));
  });
});
