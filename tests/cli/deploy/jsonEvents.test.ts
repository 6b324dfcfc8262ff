import assert from "node:assert/strict";
import { Progress } from "../../../automation/progress";
import type { RunEvent } from "../../../cli/deploy/events";
import { jsonLine } from "../../../cli/deploy/jsonEvents";
import { finding } from "../values";
import { red, remark, run, step } from "./values";

describe("the events of a run, for programs", () => {
  const outcome = { changes: { create: 2 }, changed: [], outputs: { apiKeys: "[secret]" } };

  const shown = (event: RunEvent): unknown => {
    const line = jsonLine(event);
    assert.match(line, /^[^\n]+\n$/);
    return JSON.parse(line);
  };

  it("begin with the schema, the command and the stack", () => {
    assert.deepEqual(shown({ event: "started", run }), {
      event: "started",
      schema: "apilink.run/1",
      command: "up",
      stack: "test",
      lab: true,
    });
  });

  it("tell a check by its links and findings, without every probe", () => {
    const found = finding({ message: "a\nb" });
    assert.deepEqual(shown({ event: "checked", when: "before", checked: red({ findings: [found] }) }), {
      event: "checked",
      when: "before",
      of: "program",
      ok: false,
      links: [{ from: "seoul", to: "srv", ok: false }],
      findings: [found],
    });
  });

  it("tell each step, with how far the run is", () => {
    assert.deepEqual(shown({ event: "step", step: step(), count: { done: 1, total: 9 } }), {
      event: "step",
      ...step(),
      done: 1,
      total: 9,
    });
  });

  it("tell what policies say, by rule and resource", () => {
    const violation = remark({ kind: "violation" });
    assert.deepEqual(shown({ event: "policy", remark: violation }), { event: "policy", ...violation });
  });

  it("end with the status, and what changed or what went wrong", () => {
    assert.deepEqual(shown({ event: "finished", status: 1, outcome }), {
      event: "finished",
      status: 1,
      changes: { create: 2 },
      outputs: { apiKeys: "[secret]" },
    });
    const failure = { status: 3, kind: "StackLockedError", message: "locked" };
    assert.deepEqual(shown({ event: "failed", failure }), {
      event: "failed",
      status: 3,
      error: { kind: "StackLockedError", message: "locked" },
    });
  });

  it("are silent of what is for people alone", () => {
    const silent: readonly RunEvent[] = [
      { event: "busy", what: "checking" },
      { event: "forced", why: "red" },
      { event: "notice", message: "finishing" },
      { event: "begun", progress: new Progress([]) },
      { event: "found", before: undefined },
      { event: "ended", changed: [] },
      { event: "changed", outcome },
    ];
    assert.deepEqual(silent.map(jsonLine).join(""), "");
  });
});
