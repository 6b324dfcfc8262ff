import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { Progress } from "../../../automation/progress";
import type { Outlet } from "../../../cli/deploy/events";
import { textOutlet } from "../../../cli/deploy/textOutlet";
import { Collected } from "../collected";
import { finding } from "../values";
import { change, checked, outputsEvent, red, remark, run, step } from "./values";

const outcome = { changes: { create: 1 }, changed: [change()], outputs: {} };

interface Shown {
  readonly tell: Outlet;
  readonly stdout: Collected;
  readonly stderr: Collected;
}

function shown(terminal: object = {}, term = "xterm"): Shown {
  const [stdout, stderr] = [Object.assign(new Collected(), terminal), new Collected()];
  return { tell: textOutlet({ stdout, stderr }, term), stdout, stderr };
}

const terminal = { isTTY: true, columns: 80, rows: 24, getColorDepth: () => 1 };

/** One subnet of one network, as a program makes it. */
function oneSubnet(): Progress {
  const { resOutputsEvent } = outputsEvent("create");
  const { urn, type } = resOutputsEvent?.metadata ?? assert.fail();
  const network = "urn:pulumi:dev::apilink::apilink:index:Network::seoul";
  return new Progress([
    { urn: network, type: "apilink:index:Network", custom: false },
    { urn, type, custom: true, parent: network },
  ]);
}

describe("a run in a log", () => {
  it("is a line a step, then what it came to, then the check of what is there", () => {
    const { tell, stdout, stderr } = shown();
    tell({ event: "started", run });
    tell({ event: "busy", what: "checking" });
    tell({ event: "checked", when: "before", checked: checked() });
    tell({ event: "begun", progress: oneSubnet() });
    tell({ event: "step", step: step({ at: "started" }), count: { done: 0, total: 2 } });
    tell({ event: "step", step: step(), count: { done: 1, total: 2 } });
    tell({ event: "ended", changed: [] });
    tell({ event: "changed", outcome });
    tell({ event: "checked", when: "after", checked: checked() });
    tell({ event: "finished", status: 0, outcome });
    assert.equal(
      stdout.text,
      [
        "check of the program: test: ok, 1 link, 1 call traced, 22 resources",
        "",
        "up of test on the embedded cloud",
        "  1/2  created   ec2.Subnet seoul.private-1",
        "",
        "up of test on the embedded cloud: 1 resource (create 1)",
        "",
        "         srv",
        "  seoul  +",
        "",
        "  + linked, and answered",
        "",
        "check of what is deployed: test: ok, 1 link, 1 call traced, 22 resources",
        "",
      ].join("\n"),
    );
    assert.equal(stderr.text, "");
  });

  it("tells a plan as a whole, by component", () => {
    const { tell, stdout } = shown();
    tell({ event: "started", run: { ...run, command: "preview" } });
    tell({ event: "step", step: step(), count: { done: 1, total: 2 } });
    tell({ event: "changed", outcome });
    assert.doesNotMatch(stdout.text, /created/);
    assert.match(stdout.text, /^ {2}Network seoul {2}create 1$/m);
  });

  it("shows what is broken, and says on stderr that it is forced", () => {
    const { tell, stdout, stderr } = shown();
    tell({ event: "checked", when: "before", checked: red() });
    tell({ event: "forced", why: "test is not as it should be" });
    assert.match(stdout.text, /^ {2}seoul {2}x$[^]*Not as it should be[^]*1 of 1 link broken/m);
    assert.equal(stderr.text, "apilink: test is not as it should be: --force goes on all the same\n");
  });

  it("says below a report of several lines that it is forced", () => {
    const { tell, stderr } = shown();
    tell({ event: "forced", why: "1 error\n  it exists" });
    assert.equal(stderr.text, "apilink: 1 error\n  it exists\n--force goes on all the same\n");
  });

  it("shows what the check after it warns of, and not only how often", () => {
    const { tell, stdout } = shown();
    const warning = finding({
      severity: "warning",
      where: "networks.seoul",
      message: "the policy lets all in",
    });
    tell({ event: "checked", when: "after", checked: checked({ findings: [warning] }, "state") });
    assert.match(stdout.text, /\nWarnings\n[^]*networks\.seoul: the policy lets all in\n[^]*1 warning/);
  });

  it("tells advice and what is not known yet after the steps, each once, and leaves violations to the end", () => {
    const { tell, stdout } = shown();
    const unjudged = remark({ kind: "unjudged", message: "not known: cidr" });
    for (const each of [
      unjudged,
      remark(),
      remark(),
      { ...unjudged, name: "b" },
      remark({ kind: "violation", rule: "x" }),
    ])
      tell({ event: "policy", remark: each });
    assert.equal(stdout.text, "");
    tell({ event: "ended", changed: [] });
    assert.equal(
      stdout.text,
      [
        "",
        "Policy advice",
        "  no-subnets: aws:ec2/subnet:Subnet seoul.private-1",
        "    No subnets.",
        "    not one",
        "Policies: not known before the update",
        "  no-subnets: not known: cidr",
        "",
      ].join("\n"),
    );
  });

  it("answers Ctrl-C on stderr", () => {
    const { tell, stdout, stderr } = shown();
    tell({ event: "notice", message: "finishing" });
    assert.deepEqual([stdout.text, stderr.text], ["", "apilink: finishing\n"]);
  });
});

describe("a run on a terminal", () => {
  it("is one list in one place, of which only what changes is written again", async () => {
    const { tell, stdout } = shown(terminal);
    const progress = oneSubnet();
    tell({ event: "started", run });
    tell({ event: "begun", progress });
    assert.match(stdout.text, /up of test on the embedded cloud\n\n {2}\. Network seoul {2}0\/2\n/);
    const first = stdout.text.length;
    progress.observe(outputsEvent("create"));
    tell({ event: "step", step: step(), count: { done: 1, total: 2 } });
    await new Promise((resolve) => setTimeout(resolve, 250));
    const second = stdout.text.slice(first);
    assert.match(stripVTControlCharacters(second), /> Network seoul {2}1\/2/);
    assert.doesNotMatch(second, /up of test|created/, "the title stays, and no step scrolls by");
    tell({ event: "ended", changed: [] });
    tell({ event: "changed", outcome });
    assert.match(stdout.text, /\n\nup of test on the embedded cloud: 1 resource \(create 1\)\n$/);
  });

  it("answers Ctrl-C below the list", () => {
    const { tell, stdout, stderr } = shown(terminal);
    tell({ event: "begun", progress: oneSubnet() });
    tell({ event: "notice", message: "finishing what is under way" });
    tell({ event: "ended", changed: [] });
    assert.match(stdout.text, /\n {2}finishing what is under way\n/);
    assert.equal(stderr.text, "");
  });

  it("says what keeps the reader waiting, until there is something to read", () => {
    const { tell, stdout } = shown(terminal);
    tell({ event: "busy", what: "checking the program" });
    assert.match(stdout.text, /checking the program \.\.$/);
    tell({ event: "checked", when: "before", checked: checked() });
    assert.match(stdout.text, /checking the program \.\.\r\u001b\[2Kcheck of the program: /);
  });

  it("is a log on one that cannot move its cursor", () => {
    const { tell, stdout } = shown(terminal, "dumb");
    tell({ event: "started", run });
    tell({ event: "begun", progress: oneSubnet() });
    assert.equal(stdout.text, "up of test on the embedded cloud\n");
  });
});
