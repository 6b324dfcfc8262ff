import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { RunEvent } from "../../../cli/deploy/events";
import { openSummary } from "../../../cli/deploy/summaryFile";
import { summaryText } from "../../../cli/deploy/summary";
import { learn, type Facts } from "../../../cli/deploy/summary/facts";
import { block, code, sections } from "../../../cli/deploy/summary/markdown";
import { defaultUsage } from "../../../cost";
import { statuses } from "../../../cli/io";
import { finding, keptOut, topologyOf } from "../values";
import { change, checked, red, remark, run } from "./values";

const begun: Facts = { command: "up", usage: defaultUsage, changed: [] };
const outcome = { changes: { create: 2, same: 1 }, changed: [], outputs: {} };

function textAfter(...events: readonly RunEvent[]): string {
  return summaryText(events.reduce(learn, begun));
}

/** The sections' headings. */
function headings(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
}

describe("the summary of a run", () => {
  it("has what changed, the matrix before and after, the cost and the findings", () => {
    const before = checked({ probes: [keptOut({ linked: false })] }, "state");
    const text = textAfter(
      { event: "started", run },
      { event: "checked", when: "before", checked: checked() },
      { event: "found", before },
      { event: "ended", changed: [change(), change({ operation: "update", properties: ["policy"] })] },
      { event: "changed", outcome },
      { event: "checked", when: "after", checked: checked({ findings: [finding()] }, "state") },
      { event: "finished", status: 0, outcome },
    );
    assert.deepEqual(headings(text), [
      "up of `test` on the embedded cloud: done",
      "Changes",
      "Who can call what",
      "Cost a month",
      "Findings",
    ]);
    assert.match(text, /\| `Network` `seoul` \| 1 \| 1 \|\n/);
    assert.match(text, /update ec2\.Subnet seoul\.private-1 \(policy\)/);
    assert.match(
      text,
      /Before:\n\n```text\n {9}srv\n {2}seoul {2}-\n[^]*After:\n\n```text\n {9}srv\n {2}seoul {2}\+\n/,
    );
    assert.match(text, /\| \*\*total\*\* \| \d+\.\d\d \| \d+\.\d\d \| 0\.00 \|/);
    assert.match(text, /single-zone/);
  });

  it("shows a matrix once that has not changed, whatever order the state has", () => {
    const text = textAfter(
      { event: "found", before: checked() },
      { event: "checked", when: "after", checked: checked() },
    );
    assert.match(text, /Before and after:/);
    assert.equal(text.match(/srv\n/g)?.length, 1);
  });

  it("compares a preview with what the program would make", () => {
    const facts: Facts = { ...begun, command: "preview", before: checked(), program: red() };
    assert.match(summaryText(facts), /After:\n\n```text\n.*\n {2}seoul {2}x/);
  });

  const endings: readonly (readonly [status: number, heading: RegExp])[] = [
    [statuses.red, /: failed$/m],
    [statuses.usage, /: refused, nothing was changed$/m],
    [statuses.locked, /: locked, nothing was changed$/m],
    [statuses.interrupted, /: interrupted$/m],
  ];
  for (const [status, heading] of endings)
    it(`says what ended the run, with status ${status}`, () => {
      const failure = { status, kind: "X", message: "it was *thus*" };
      const text = textAfter({ event: "started", run }, { event: "failed", failure });
      assert.match(text, heading);
      assert.match(text, /### Why\n\n```text\nit was \*thus\*\n```/);
    });

  it("has what policies say, and a violation once, as what ended the run", () => {
    const events: readonly RunEvent[] = [
      { event: "policy", remark: remark({ kind: "violation", rule: "no-vpcs" }) },
      { event: "policy", remark: remark() },
    ];
    const interrupted = textAfter(...events);
    assert.match(interrupted, /### Policies\n\n```text\nPolicy violations\n {2}no-vpcs: [^]*Policy advice\n/);
    const failure = { status: 1, kind: "PolicyViolationError", message: "no-vpcs: seoul" };
    const text = textAfter(...events, { event: "failed", failure });
    assert.equal(text.match(/no-vpcs/g)?.length, 1);
    assert.match(text, /### Policies\n\n```text\nPolicy advice\n {2}no-subnets: /);
  });

  it("is not finished until it is", () => {
    assert.match(textAfter({ event: "started", run }), /^## .*: not finished\n$/);
    const wrong = textAfter({ event: "changed", outcome }, { event: "finished", status: 1, outcome });
    assert.match(wrong, /: done, and not as it should be$/m);
  });

  it("stays short, however much there is", () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      change({ name: `n${index}`, operation: "update", component: { kind: "Network", name: `n${index}` } }),
    );
    const findings = Array.from({ length: 500 }, (_, index) =>
      finding({ where: `networks.n${index}`, severity: "error", message: `m${index} `.repeat(20) }),
    );
    const text = textAfter(
      { event: "ended", changed: many },
      { event: "checked", when: "after", checked: red({ findings }) },
      { event: "failed", failure: { status: 1, kind: "X", message: "y\n".repeat(50_000) } },
    );
    assert.ok(text.length <= 30_000, String(text.length));
    const rows = text.match(/^\| `Network` /gm)?.length ?? 0;
    assert.ok(rows > 50);
    assert.ok(text.includes(`\n\nAnd ${3000 - rows} more components.\n`));
    const changes = text.match(/^ {2}update ec2\.Subnet /gm)?.length ?? 0;
    assert.ok(text.includes(`\n(and ${3000 - changes} more lines)\n`));
    assert.match(text, /networks\.n0[^]*\n\(and \d+ more lines\)\ntest: /);
  });

  it("stays short with many networks, and with a network's cost for each of many", () => {
    const names = Array.from({ length: 250 }, (_, index) => `network-${index}`);
    const topology = topologyOf(names, ["srv"]);
    const probes = names.map((from) => keptOut({ from, linked: false }));
    const after = { ...checked({ probes }, "state"), topology };
    const text = textAfter(
      { event: "ended", changed: [change({ operation: "update" })] },
      { event: "changed", outcome: { ...outcome, changes: { update: 1 } } },
      { event: "checked", when: "after", checked: after },
    );
    assert.ok(text.length <= 30_000, String(text.length));
    const rows = text.match(/^\| `network-\d+` \|/gm)?.length ?? 0;
    assert.ok(rows > 30);
    assert.ok(text.includes(`\n\nAnd ${250 - rows} more networks.\n`));
  });

  it("takes nothing for the cost of what was there where a run that failed has left it", () => {
    const left = textAfter(
      { event: "found", before: undefined },
      { event: "changed", outcome: { ...outcome, changes: { create: 2, same: 3 } } },
      { event: "checked", when: "after", checked: checked() },
    );
    assert.match(left, /\| \*\*total\*\* \| unknown \| \d+\.\d\d \| unknown \|/);
    const fresh = textAfter(
      { event: "found", before: undefined },
      { event: "changed", outcome: { ...outcome, changes: { create: 3 } } },
      { event: "checked", when: "after", checked: checked() },
    );
    assert.match(fresh, /\| \*\*total\*\* \| 0\.00 \| \d+\.\d\d \| \+?\d+\.\d\d \|/);
    const destroyed = summaryText({ ...begun, command: "destroy", before: checked(), outcome });
    assert.match(destroyed, /\| \*\*total\*\* \| \d+\.\d\d \| 0\.00 \| -?\d+\.\d\d \|/);
    assert.doesNotMatch(textAfter({ event: "found", before: checked() }), /### Cost/);
  });

  it("leaves out whole sections, and counts them, where they are too long together", () => {
    const text = sections(["a".repeat(20_000), "", "b".repeat(20_000), "c"]);
    assert.equal(text, `${"a".repeat(20_000)}\n\nc\n\nLeft out, for its length: 1 section.\n`);
  });

  it("is written at once, so that no earlier one is taken for it, and again at the end", () => {
    const path = join(mkdtempSync(join(tmpdir(), "apilink-")), "summary.md");
    const summary = openSummary(path, "up", defaultUsage);
    assert.equal(readFileSync(path, "utf8"), "## up: not finished\n");
    summary.outlet({ event: "started", run });
    summary.outlet({ event: "finished", status: 0, outcome });
    summary.write();
    assert.match(readFileSync(path, "utf8"), /^## up of `test` on the embedded cloud: done\n/);
    assert.throws(() => openSummary(join(path, "x.md"), "up", defaultUsage), {
      message: /^--summary .*: cannot be written \(ENOTDIR\)\n {2}hint: /,
    });
  });
});

describe("text of others' making in Markdown", () => {
  it("is a block that nothing in it ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("`", "a", "\n", "<", "@", "\u001b", "\r") }), (text) => {
        const lines = block(text).split("\n");
        const fence = /^`+/.exec(lines[0] ?? "")?.[0] ?? assert.fail();
        assert.equal(lines.at(-1), fence);
        for (const line of lines.slice(1, -1)) assert.ok(!line.includes(fence), line);
        assert.doesNotMatch(block(text), /[\r\u001b]/);
      }),
    );
  });

  it("is cut by whole lines, which are counted, and a line that is too long is cut itself", () => {
    assert.equal(block("ab\ncd\nef", { longest: 7 }), "```text\nab\ncd\n(and 1 more line)\n```");
    assert.equal(block("abcdef\ng", { longest: 3, last: ["h"] }), "```text\nabc…\n(and 1 more line)\nh\n```");
    assert.ok(block("`".repeat(2_000)).length < 100);
  });

  it("is code that ends where it should, on one line, in its cell", () => {
    assert.equal(code("srv"), "`srv`");
    assert.equal(code("a|b"), "`a\\|b`");
    assert.equal(code("a`b"), "``a`b``");
    assert.equal(code("`a"), "`` `a ``");
    assert.equal(code("a\nb"), "`a\\u000ab`");
    assert.equal(code("@team <img>"), "`@team <img>`");
  });
});
