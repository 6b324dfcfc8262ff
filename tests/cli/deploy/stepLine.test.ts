import assert from "node:assert/strict";
import { stepLine } from "../../../cli/deploy/stepLine";
import { step } from "./values";

describe("a step in a log", () => {
  const count = { done: 7, total: 106 };

  it("is one line: the how manieth, what was done, and to what", () => {
    assert.equal(stepLine(step(), count), "    7/106  created   ec2.Subnet seoul.private-1");
    assert.equal(
      stepLine(step({ operation: "replace" }), { done: 106, total: 106 }),
      "  106/106  replaced  ec2.Subnet seoul.private-1",
    );
  });

  it("stands out where it has failed", () => {
    const failed = step({ at: "failed", operation: "delete" });
    assert.equal(stepLine(failed, count), "    7/106  FAILED to delete  ec2.Subnet seoul.private-1");
    assert.match(stepLine(step({ at: "failed", operation: "same" }), count) ?? "", /FAILED to keep/);
  });

  it("names the component where the name does not", () => {
    assert.match(stepLine(step({ component: "oregon" }), count) ?? "", / seoul\.private-1 of oregon$/);
    assert.match(stepLine(step({ component: "stack" }), count) ?? "", / seoul\.private-1$/);
  });

  it("is none for what changes nothing, or has only begun", () => {
    for (const operation of ["same", "read", "refresh"] as const)
      assert.equal(stepLine(step({ operation }), count), undefined, operation);
    assert.equal(stepLine(step({ at: "started" }), count), undefined);
  });

  it("is no command to the terminal, whatever a resource is called", () => {
    assert.match(stepLine(step({ name: "a\u001b[2Jb\n" }), count) ?? "", /a\\u001b\[2Jb\\u000a of seoul$/);
  });
});
