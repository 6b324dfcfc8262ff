import assert from "node:assert/strict";
import fc from "fast-check";
import { columns, listed, plural, wrapped } from "../../cli/layout";
import { printable } from "../../stacks/printable";

describe("text", () => {
  it("is wrapped without losing a word, and never beyond the width where a word fits", () => {
    const word = fc.stringMatching(/^[a-z]{1,30}$/);
    fc.assert(
      fc.property(fc.array(word), fc.integer({ min: 40, max: 100 }), (words, width) => {
        const lines = wrapped(words.join(" "), { width, first: "  -> " });
        assert.deepEqual(lines.join(" ").split(/\s+/).slice(2).join(" "), words.join(" "));
        for (const line of lines) assert.ok(line.length <= width, line);
        for (const line of lines.slice(1)) assert.match(line, /^ {5}\S/);
      }),
    );
  });

  it("fills its lines, to the last column", () => {
    assert.deepEqual(wrapped("aa bb cc", { width: 7, first: "- " }), ["- aa bb", "  cc"]);
  });

  it("leaves a URL whole", () => {
    const url = `https://${"a".repeat(100)}.example.com`;
    assert.deepEqual(wrapped(`see ${url} now`, { width: 40, first: "" }), ["see", url, "now"]);
  });

  it("is no command to the terminal, nor does it run backwards", () => {
    assert.equal(printable("a\u001b[31mb\u202ec"), "a\\u001b[31mb\\u202ec");
  });

  it("counts", () => {
    assert.deepEqual([plural(1, "call"), plural(2, "call")], ["1 call", "2 calls"]);
    assert.deepEqual([listed(["a", "b"], 2), listed(["a", "b", "c", "d"], 2)], ["a, b", "a, b and 2 more"]);
  });

  it("stands in columns", () => {
    assert.deepEqual(
      columns([
        ["a", "b"],
        ["ccc", "d", "e"],
      ]),
      ["  a    b", "  ccc  d  e"],
    );
  });
});
