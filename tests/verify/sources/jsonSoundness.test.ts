import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { soundnessOf } from "../../../verify/sources/jsonSoundness";

const limits = { depth: 100, values: 1000 };

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** JSON, and what is left of it after a few slips of the pen. */
const nearlyJson = fc
  .tuple(
    fc.oneof(
      fc.json(),
      fc
        .array(fc.constantFrom(...'[]{},:"\\ \n-+.0123456789eEtruefalsnu'.split("")))
        .map((all) => all.join("")),
      fc.constantFrom(
        '{"a":[1.5e+3,-0,"\\u00e9\\n"],"b":null,"":{"c":[true,false]}}',
        "-1.25E-7",
        '"\\ud83d"',
      ),
    ),
    fc.array(
      fc.tuple(fc.nat(80), fc.nat(1), fc.constantFrom(...'[]{},:"\\ \t-.0eu\u0001\u00a0'.split(""), "")),
      {
        maxLength: 2,
      },
    ),
  )
  .map(([text, slips]) =>
    slips.reduce((written, [at, drop, add]) => written.slice(0, at) + add + written.slice(at + drop), text),
  );

describe("soundnessOf", () => {
  it("agrees with JSON.parse on every text", () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        assert.equal(soundnessOf(text, limits).kind === "sound", parses(text), text);
      }),
      { numRuns: 20_000 },
    );
  });

  it("tells every beginning of JSON from what is wrong", () => {
    const structures = fc.json().filter((text) => /^[[{"]/.test(text));
    fc.assert(
      fc.property(structures, fc.nat(), (text, length) => {
        assert.deepEqual(soundnessOf(text.slice(0, length % text.length), limits), { kind: "cutOff" });
      }),
      { numRuns: 5000 },
    );
  });

  it("tells where the error is", () => {
    const wrong: readonly (readonly [text: string, offset: number])[] = [
      ["config:\n  a: 1", 0],
      ["{'a': 1}", 1],
      ['{"a": 1,}', 8],
      ['{"a": x}', 6],
      ['{"a" 1}', 5],
      ['{"a": 1 "b"}', 8],
      ["[1, 01]", 4],
      ["[1}", 2],
      ["[,1]", 1],
      ['["a\nb"]', 3],
      ['["a\\x"]', 3],
      ['["\\u12g4"]', 2],
      ["{} {}", 3],
      ["nul,", 0],
      ["]", 0],
    ];
    for (const [text, offset] of wrong) {
      assert.deepEqual(soundnessOf(text, limits), { kind: "syntax", offset }, text);
    }
  });

  it("takes an unfinished word or escape for cut off", () => {
    for (const text of [
      "[tru",
      "[-",
      "[1.",
      "[1e",
      "[1e-",
      '["\\',
      '["\\u00',
      '{"a',
      '{"a"',
      '{"a":',
      "[1,",
      "",
    ]) {
      assert.deepEqual(soundnessOf(text, limits), { kind: "cutOff" }, text);
    }
    assert.deepEqual(soundnessOf("[trux", limits), { kind: "syntax", offset: 1 });
    assert.deepEqual(soundnessOf("[1.x", limits), { kind: "syntax", offset: 1 });
  });

  it("counts depth and values up to the limits", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    assert.deepEqual(soundnessOf(nested(100), limits), { kind: "sound", values: 100 });
    assert.deepEqual(soundnessOf(nested(101), limits), { kind: "depth", offset: 100 });
    assert.deepEqual(soundnessOf('{"a":[1,"[["],"b":{}}', limits), { kind: "sound", values: 5 });
    const flat = (values: number): string => JSON.stringify(Array.from({ length: values - 1 }, () => 0));
    assert.deepEqual(soundnessOf(flat(1000), limits), { kind: "sound", values: 1000 });
    assert.deepEqual(soundnessOf(flat(1001), limits), { kind: "count" });
  });
});
