import assert from "node:assert/strict";
import fc from "fast-check";
import { scheduleProblem, secondsBetween } from "../../components/schedules";

const units = { minute: 60, hour: 3600, day: 86400 };

describe("a schedule", () => {
  it("is a rate in whole minutes, hours or days, or a cron expression of six fields", () => {
    for (const sound of ["rate(1 minute)", "rate(5 minutes)", "rate(1 day)", "cron(0 3 * * ? *)"]) {
      assert.equal(scheduleProblem(sound), undefined, sound);
    }
    const wrong = [
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
    ];
    for (const text of wrong) {
      assert.equal(
        scheduleProblem(text),
        `${JSON.stringify(text)} is no schedule, such as rate(1 day), rate(5 minutes) or cron(0 3 * * ? *)`,
      );
    }
  });

  it("has so many seconds between two runs as its rate says, and none that is known where it is a cron", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom("minute" as const, "hour" as const, "day" as const),
        (value, unit) => {
          const rate = `rate(${value} ${unit}${value === 1 ? "" : "s"})`;
          assert.equal(scheduleProblem(rate), undefined);
          assert.equal(secondsBetween(rate), value * units[unit]);
        },
      ),
    );
    assert.equal(secondsBetween("cron(0 3 * * ? *)"), undefined);
  });
});
