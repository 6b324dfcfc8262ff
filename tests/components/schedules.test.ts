import assert from "node:assert/strict";
import fc from "fast-check";
import { readSchedule, scheduleProblems } from "../../components/schedules";
import { isSchedule } from "../../lab/services/schedules";

const isSound = (text: string): boolean => readSchedule(text).kind !== "fault";

const units = { minute: 60, hour: 3600, day: 86400 };

const sound = [
  "rate(1 minute)",
  "rate(5 minutes)",
  "rate(1 day)",
  "cron(0 3 * * ? *)",
  "cron(0/15 8-17 ? JAN,MAR-JUL 2#1 2026-2030)",
  "cron(5,35 0 L * ? *)",
  "cron(0 10 15W 12 ? *)",
  "cron(0 10 LW */2 ? *)",
  "cron(0 23 ? * 6L *)",
  "cron(0 23 ? * FRIL *)",
  "cron(0 23 ? * fri#2 *)",
  "cron(0 23 ? * L *)",
  "cron(0 23 ? * FRI-MON *)",
  "cron(0  3 * * ? *)",
];

const unsound = [
  "",
  "daily",
  "rate(0 minutes)",
  "rate(1 minutes)",
  "rate(5 minute)",
  "rate(1.5 hours)",
  "rate(10 seconds)",
  "rate(5 minutes) ",
  "cron(0 3 * * ?)",
  "cron(0 3 * * ? * *)",
  "cron(0 3 * * * *)",
  "cron(0 3 ? * ? *)",
  "cron(0 3 ?,1 * MON *)",
  "cron(0 3 1,L * ? *)",
  "cron(0 3 32W * ? *)",
  "cron(0 3 ? * 3#1,6#3 *)",
  "cron(0 3 ? * FRI#6 *)",
  "cron(0 3 ? * FRI#0 *)",
  "cron(0 3 ? * FUNL *)",
  "cron(0 3 * * ? 2200)",
  "cron(5-*/2 3 * * ? *)",
  "cron(0/ 3 * * ? *)",
  "cron(/5 3 * * ? *)",
  "cron(- 3 * * ? *)",
  "cron(0-1-2 3 * * ? *)",
];

/** Parts of cron fields, most of them sound in one field or another. */
const part = fc.oneof(
  fc.integer({ min: 0, max: 70 }).map(String),
  fc.constantFrom("*", "?", "L", "LW", "15W", "31W", "32W", "6L", "FRIL", "FRI#2", "2#5", "2#6", "sunl"),
  fc.constantFrom("JAN", "dec", "SUN", "sat", "MONDAY", "2026", "1969", "2199", "", "L-3", "W"),
);
const item = fc.oneof(
  { weight: 3, arbitrary: part },
  fc.tuple(part, part).map(([from, to]) => `${from}-${to}`),
  fc.tuple(part, fc.integer({ min: 0, max: 99 })).map(([from, step]) => `${from}/${step}`),
  fc.tuple(part, part, part).map(([from, to, step]) => `${from}-${to}/${step}`),
);
const field = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(","));
const anyCron = fc.array(field, { minLength: 5, maxLength: 7 }).map((fields) => `cron(${fields.join(" ")})`);

/** Sound ones with one field replaced by what may be anything. */
const nearlySound = fc
  .tuple(fc.constantFrom("0 3 * * ? *", "0 3 ? * MON *"), fc.nat({ max: 5 }), field)
  .map(([fields, at, other]) => {
    const changed = fields.split(" ").map((one, index) => (index === at ? other : one));
    return `cron(${changed.join(" ")})`;
  });
const anyRate = fc
  .tuple(
    fc.oneof(fc.nat({ max: 3 }).map(String), part),
    fc.constantFrom("minute", "hours", "day", "days", "weeks"),
  )
  .map(([value, unit]) => `rate(${value} ${unit})`);

describe("a schedule", () => {
  it("is a rate in whole minutes, hours or days, or a cron expression of six fields", () => {
    for (const text of sound) assert.ok(isSound(text), text);
    for (const text of unsound) assert.ok(!isSound(text), text);
  });

  it("is the same here and on the embedded cloud, which asks in its own way", () => {
    for (const text of [...sound, ...unsound]) assert.equal(isSchedule(text), isSound(text), text);
    const found = { sound: 0, unsound: 0 };
    const property = fc.property(fc.oneof(anyCron, nearlySound, nearlySound, anyRate), (text) => {
      found[isSound(text) ? "sound" : "unsound"] += 1;
      assert.equal(isSchedule(text), isSound(text));
    });
    fc.assert(property, { numRuns: 3000 });
    assert.ok(found.sound > 100 && found.unsound > 100, JSON.stringify(found));
  });

  it("has so many seconds between two runs as its rate says", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom("minute" as const, "hour" as const, "day" as const),
        (value, unit) => {
          const read = readSchedule(`rate(${value} ${unit}${value === 1 ? "" : "s"})`);
          assert.deepEqual(read, { kind: "rate", seconds: value * units[unit] });
        },
      ),
    );
  });

  it("starts at the times that its fields name", () => {
    const timesOf = (fields: string) => {
      const read = readSchedule(`cron(${fields} * * ? *)`);
      assert.equal(read.kind, "cron");
      return [read.minutes, read.hours];
    };
    assert.deepEqual(timesOf("1/20 *"), [[1, 21, 41], Array.from({ length: 24 }, (_, hour) => hour)]);
    assert.deepEqual(timesOf("*/25,7 8-17/4"), [
      [0, 25, 50, 7],
      [8, 12, 16],
    ]);
    assert.deepEqual(timesOf("58-1 22-2/3"), [
      [58, 59, 0, 1],
      [22, 1],
    ]);
    assert.deepEqual(timesOf("59/5 0"), [[59], [0]]);
  });

  it("tells what is wrong with it, and how to mend it", () => {
    const reasonOf = (text: string) => scheduleProblems(text).map(({ reason }) => reason);
    assert.deepEqual(scheduleProblems("rate(1 day)"), []);
    assert.deepEqual(scheduleProblems("daily"), [
      {
        propertyPath: "schedule",
        reason:
          'must be a schedule rate(…) or cron(…), not "daily": such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)',
      },
    ]);
    assert.deepEqual(reasonOf("rate(1 days)"), [
      'must be a rate with its unit in the right number, not "rate(1 days)": write rate(1 day)',
    ]);
    assert.deepEqual(reasonOf("cron(0 24 * * ? *)"), [
      'must be a cron expression with a sound hours field, not "cron(0 24 * * ? *)": from 0 to 23, lists by commas, * for all',
    ]);
  });
});
