import assert from "node:assert/strict";
import fc from "fast-check";
import { globMatches, globOf, type Reach } from "../../../verify/policy/wildcard";

/** A pattern of a few short parts, and a value that has something else in each wildcard's place. */
const pairs = fc
  .tuple(
    fc.array(fc.stringMatching(/^[ab*?]{0,5}$/), { minLength: 1, maxLength: 7 }),
    fc.array(fc.constantFrom("", "a", "b", "ab", ":", "a:b"), { minLength: 5, maxLength: 5 }),
  )
  .map(([parts, fillings]): readonly [pattern: string, value: string] => {
    const pattern = parts.join(":");
    let at = 0;
    return [pattern, pattern.replace(/[*?]/g, () => fillings[at++ % fillings.length] ?? "")];
  });

function matches(pattern: string, value: string, reach: Reach): boolean {
  return globMatches(globOf([{ text: pattern, wild: true }], reach), value);
}

/** The same by a regular expression, which may go back as often as it likes. */
function expected(pattern: string, value: string, reach: Reach): boolean {
  let colons = 0;
  const source = Array.from(pattern, (sign, index) => {
    const within = reach !== "text" && colons < 5;
    const next = pattern[index + 1];
    if (sign === ":") colons++;
    if (sign === "?") return within ? "[^:]" : ".";
    if (sign !== "*") return sign;
    return within && (reach === "arn" || (next !== undefined && next !== ":")) ? "[^:]*" : ".*";
  });
  return new RegExp(`^${source.join("")}$`).test(value);
}

describe("wildcards", () => {
  for (const reach of ["text", "arn", "resource"] as const) {
    it(`match as a regular expression does: ${reach}`, () => {
      let matched = 0;
      fc.assert(
        fc.property(pairs, ([pattern, value]) => {
          const wanted = expected(pattern, value, reach);
          if (wanted) matched++;
          assert.equal(matches(pattern, value, reach), wanted);
        }),
        { numRuns: 20_000, seed: 20_261_122 },
      );
      assert.ok(matched > 4000 && matched < 16_000, `${matched} matches`);
    });
  }

  it("take time in proportion to the text, however many there are", () => {
    const start = performance.now();
    assert.equal(matches("*a".repeat(40), "a".repeat(5000) + "b", "text"), false);
    assert.ok(performance.now() - start < 1000);
  });

  it("stay in their part, whatever colons a variable's value has", () => {
    const glob = globOf(
      [
        { text: "a:", wild: true },
        { text: "b:c:d:e:f", wild: false },
        { text: "*", wild: true },
      ],
      "arn",
    );
    assert.deepEqual([globMatches(glob, "a:b:c:d:e:fg"), globMatches(glob, "a:b:c:d:e:fg:h")], [true, false]);
  });

  it("are none in what is taken literally", () => {
    const glob = globOf(
      [
        { text: "a*", wild: true },
        { text: "*", wild: false },
      ],
      "text",
    );
    assert.deepEqual([globMatches(glob, "abc*"), globMatches(glob, "abc")], [true, false]);
  });
});
