import assert from "node:assert/strict";
import { Writable } from "node:stream";
import fc from "fast-check";
import { widthOf, writeAll } from "../../cli/io";
import { jsonPieces } from "../../cli/json";
import { paintFor } from "../../cli/paint";
import { Collected } from "./collected";

describe("the report for programs", () => {
  it("is the same as from JSON.stringify", () => {
    const value = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())));
    fc.assert(
      fc.property(value, (object) => {
        const plainObject = JSON.parse(JSON.stringify(object)) as unknown;
        assert.deepEqual(JSON.parse([...jsonPieces(object)].join("")), plainObject);
      }),
    );
  });

  it("has its keys indented by two, and one item a line", () => {
    const text = [...jsonPieces({ ok: true, none: [], links: [{ from: "a" }, { from: "b" }] })].join("");
    const lines = [
      "{",
      '  "ok": true,',
      '  "none": [],',
      '  "links": [',
      '    {"from":"a"},',
      '    {"from":"b"}',
      "  ]",
      "}",
    ];
    assert.equal(text, `${lines.join("\n")}\n`);
  });
});

describe("writing", () => {
  it("waits for a slow reader, and keeps little in memory meanwhile", async () => {
    let most = 0;
    let written = 0;
    const slow: Writable = new Writable({
      highWaterMark: 1024,
      write: (chunk: Buffer, _encoding, done) => {
        written += chunk.length;
        most = Math.max(most, slow.writableLength);
        setImmediate(done);
      },
    });
    const piece = "x".repeat(1000);
    await writeAll(
      slow,
      Array.from({ length: 1000 }, () => piece),
    );
    await new Promise<void>((resolve) => slow.end(resolve));
    assert.equal(written, 1_000_000);
    assert.ok(most < 70_000, String(most));
  });

  it("is as wide as the terminal, up to 100 columns", () => {
    const terminal = (columns?: number) => widthOf(Object.assign(new Collected(), { columns }));
    assert.deepEqual([terminal(), terminal(80), terminal(250), terminal(0)], [100, 80, 100, 100]);
  });

  it("has colours on a terminal alone, and none with NO_COLOR", () => {
    const terminal = (depth: number) =>
      Object.assign(new Collected(), { isTTY: true, getColorDepth: () => depth });
    assert.equal(paintFor(terminal(8))("red", "x"), "\u001b[31mx\u001b[39m");
    assert.equal(paintFor(terminal(1))("red", "x"), "x");
    assert.equal(paintFor(new Collected())("red", "x"), "x");
  });
});
