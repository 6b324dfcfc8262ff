import assert from "node:assert/strict";
import fc from "fast-check";
import type { ComponentProgress } from "../../../automation/progress";
import { screenLines, type RunProgress } from "../../../cli/deploy/screen";
import { plain, type Paint } from "../../../cli/paint";
import { component } from "./values";

const terminal = { width: 79, height: 24 };

function progress(components: readonly ComponentProgress[], more: Partial<RunProgress> = {}): RunProgress {
  return { title: "up of prod on AWS", components, done: 15, total: 30, seconds: 62.9, ...more };
}

/** Of all phases, as many as there are. */
const anyComponent = fc
  .record({
    name: fc.string({ maxLength: 60 }),
    kind: fc.constantFrom("Network", "PeeringLink", "stack"),
    total: fc.integer({ min: 0, max: 300 }),
    part: fc.integer({ min: 0, max: 300 }),
    failed: fc.integer({ min: 0, max: 2 }),
    underWay: fc.array(fc.string({ maxLength: 40 }), { maxLength: 5 }),
  })
  .map(({ part, ...rest }) => component({ ...rest, done: Math.min(part, rest.total) }));

describe("the screen of a run in progress", () => {
  it("lists each component with how much of it is done, and what is under way", () => {
    const components = [
      component({ done: 14 }),
      component({ name: "oregon", done: 8, underWay: ["oregon.private-2", "oregon.vpc"] }),
      component({ kind: "PeeringLink", name: "oregon.seoul", total: 6 }),
      component({ kind: "PrivateApi", name: "srv", done: 1, total: 10, failed: 1 }),
      component({ kind: "stack", name: "stack", done: 1, total: 3 }),
    ];
    assert.deepEqual(screenLines(progress(components), terminal, plain), [
      "up of prod on AWS",
      "",
      "  + Network seoul                      14/14",
      "  > Network oregon                      8/14  oregon.private-2, oregon.vpc",
      "  . PeeringLink oregon.seoul             0/6",
      "  x PrivateApi srv            1 failed, 1/10",
      "  > stack                                1/3",
      "",
      "  [====================                    ]  15 of 30 resources  1:02",
    ]);
  });

  it("tells the reader something below, and hours of a long run", () => {
    const lines = screenLines(
      progress([component()], { seconds: 3725, notice: "finishing" }),
      terminal,
      plain,
    );
    assert.match(lines.at(-2) ?? "", /1:02:05$/);
    assert.equal(lines.at(-1), "  finishing");
  });

  it("has a colour for each sign, which moves nothing", () => {
    const paint: Paint = (style, text) => `<${style}>${text}</>`;
    const lines = screenLines(progress([component({ done: 14 })]), terminal, paint);
    assert.equal(lines[2], "  <green>+</> Network seoul  14/14");
  });

  it("never is wider or higher than the terminal, which keeps a row for the cursor", () => {
    const size = { width: fc.integer({ min: 30, max: 120 }), height: fc.integer({ min: 8, max: 50 }) };
    const notice = fc.option(fc.string({ maxLength: 200 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(anyComponent, { maxLength: 60 }), fc.record(size), notice, (all, screen, told) => {
        const state = told === undefined ? progress(all) : progress(all, { notice: told });
        const lines = screenLines(state, screen, plain);
        assert.ok(lines.length < screen.height, `${lines.length} lines of ${screen.height}`);
        for (const line of lines) {
          assert.ok(line.length <= screen.width, `${line.length} of ${screen.width}: ${line}`);
          assert.doesNotMatch(line, /[\r\n\t\u001b]/);
        }
      }),
    );
  });

  it("leaves out what is done first, never what fails, and moves nothing that stays", () => {
    const many = Array.from({ length: 40 }, (_, index) => component({ name: `n${index}`, done: 14 }));
    const [failing, busy] = [
      component({ name: "bad", done: 1, failed: 1 }),
      component({ name: "busy", underWay: ["busy.vpc"] }),
    ];
    const components = [...many.slice(0, 20), busy, ...many.slice(20), failing];
    const lines = screenLines(progress(components), terminal, plain);
    const names = lines.flatMap((line) => / Network (\S+)/.exec(line)?.[1] ?? []);
    assert.deepEqual(names, [...many.slice(0, 16).map(({ name }) => name), "busy", "bad"]);
    assert.ok(lines.includes("    and 24 more components: 24 done"), lines.join("\n"));
  });

  it("stays the same from one picture to the next where nothing happened", () => {
    const components = [component({ done: 3 }), component({ name: "oregon" })];
    const seconds = (at: number) => screenLines(progress(components, { seconds: at }), terminal, plain);
    assert.deepEqual(seconds(1.1), seconds(1.9));
    assert.deepEqual(seconds(1).slice(0, -1), seconds(2).slice(0, -1));
  });
});
