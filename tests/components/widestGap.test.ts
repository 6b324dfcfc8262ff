import assert from "node:assert/strict";
import fc from "fast-check";
import { readSchedule } from "../../components/schedules";
import { widestGap } from "../../components/widestGap";

const gapOf = (text: string): number | undefined => {
  const read = readSchedule(text);
  assert.ok(read.kind !== "fault", text);
  return widestGap(read);
};

const dayMinutes = 1440;

/** Numbers as a cron field writes them, in one of several ways that mean the same. */
const writtenAs = (numbers: readonly number[], to: number): fc.Arbitrary<string> => {
  const [first = 0, second] = numbers;
  const step = second === undefined ? to : second - first;
  const stepped = Array.from(
    { length: Math.floor((to - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  const ways = [numbers.join(",")];
  if (stepped.join() === numbers.join()) ways.push(`${first}/${step}`, `${first}-${to}/${step}`);
  if (numbers.length === to + 1) ways.push("*", `0-${to}`, "*/1", "7-6");
  return fc.constantFrom(...ways);
};

const steps = (to: number): fc.Arbitrary<number[]> =>
  fc
    .tuple(fc.nat({ max: to }), fc.integer({ min: 1, max: to }))
    .map(([first, step]) =>
      Array.from({ length: Math.floor((to - first) / step) + 1 }, (_, index) => first + index * step),
    );
const numbersUpTo = (to: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc
      .uniqueArray(fc.nat({ max: to }), { minLength: 1, maxLength: 8 })
      .map((all) => all.sort((a, b) => a - b)),
    steps(to),
    fc.constant(Array.from({ length: to + 1 }, (_, index) => index)),
  );
const fieldUpTo = (to: number): fc.Arbitrary<readonly [readonly number[], string]> =>
  numbersUpTo(to).chain((numbers) => writtenAs(numbers, to).map((text) => [numbers, text] as const));

describe("the widest gap between two runs", () => {
  it("is that of each minute of a few days, counted one by one", () => {
    fc.assert(
      fc.property(fieldUpTo(59), fieldUpTo(23), ([minutes, minuteText], [hours, hourText]) => {
        let [last, widest] = [-1, 0];
        for (let minute = 0; minute < 3 * dayMinutes; minute += 1) {
          const ofDay = minute % dayMinutes;
          if (!minutes.includes(ofDay % 60) || !hours.includes(Math.floor(ofDay / 60))) continue;
          if (last >= 0) widest = Math.max(widest, minute - last);
          last = minute;
        }
        assert.equal(gapOf(`cron(${minuteText} ${hourText} * * ? *)`), widest * 60);
      }),
      { numRuns: 300 },
    );
  });

  it("is the rate", () => {
    assert.equal(gapOf("rate(1 minute)"), 60);
    assert.equal(gapOf("rate(36 hours)"), 36 * 3600);
  });

  it("is that between the last run of a day and the first of the next, too", () => {
    assert.equal(gapOf("cron(0 3 * * ? *)"), 86400);
    assert.equal(gapOf("cron(0 8-17 * * ? *)"), 15 * 3600);
    assert.equal(gapOf("cron(0/15 * * * ? *)"), 900);
    assert.equal(gapOf("cron(10,5 0 * * ? *)"), 86400 - 300);
  });

  it("is known of what runs every day, however that is written, and of nothing else", () => {
    for (const days of ["* * ?", "1-31 */1 ?", "? 1-12 SUN-SAT", "? NOV-OCT 1-7", "1/1 * ?", "? * MON-SUN"])
      assert.equal(gapOf(`cron(0 3 ${days} *)`), 86400, days);
    assert.equal(gapOf("cron(0 3 * * ? 1970-2199)"), 86400);
    for (const days of [
      "1-30 * ?",
      "*/2 * ?",
      "* 1-11 ?",
      "? * MON-FRI",
      "L * ?",
      "15W * ?",
      "? * L",
      "? * FRI#2",
    ])
      assert.equal(gapOf(`cron(* * ${days} *)`), undefined, days);
    assert.equal(gapOf("cron(* * * * ? 2026)"), undefined);
  });
});
