import assert from "node:assert/strict";
import { StackLockedError } from "../../automation/errors";
import {
  describeHolder,
  holdersIn,
  holdersInHistory,
  livenessOf,
  remedyFor,
  type Machine,
} from "../../automation/lock";
import { thisMachine } from "../../automation/machine";

/** As a backend of files refuses. */
const lines = [
  "  file:///states/.pulumi/locks/organization/apilink/prod/1.json: created by ann@build-7 (pid 4711) at 2026-11-22T09:12:00+02:00",
  "  s3://states/.pulumi/locks/organization/apilink/prod/2.json: created by CORP\\bob@laptop (pid 12) at 2026-11-22T08:00:00Z",
];
const refusal = `error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.\n${lines.join("\n")}`;

const machine = (hostname: string, ...running: readonly number[]): Machine => ({
  hostname,
  runs: (pid) => running.includes(pid),
});

describe("a lock", () => {
  it("tells its holders in the words of a backend of files, once each", () => {
    const holders = holdersIn(`${refusal}\n err?: ${refusal}`);
    assert.deepEqual(
      holders.map(({ who, pid, host }) => [who, pid, host]),
      [
        ["ann@build-7", 4711, "build-7"],
        ["CORP\\bob@laptop", 12, "laptop"],
      ],
    );
    assert.deepEqual(holders.map(describeHolder), [
      "ann@build-7 (process 4711) since 2026-11-22T07:12:00Z",
      "CORP\\bob@laptop (process 12) since 2026-11-22T08:00:00Z",
    ]);
    assert.equal(holders[0]?.file, "file:///states/.pulumi/locks/organization/apilink/prod/1.json");
  });

  it("tells none in Pulumi Cloud's words, and those that its history knows to be at work", () => {
    assert.deepEqual(holdersIn("error: [409] Conflict: Another update is currently in progress."), []);
    const startTime = new Date("2026-11-22T08:00:00Z");
    const history = [
      { result: "in-progress", startTime, environment: { "git.author": "Ann" } },
      { result: "succeeded", startTime, environment: { "git.author": "Bob" } },
    ];
    assert.deepEqual(holdersInHistory(history).map(describeHolder), ["Ann since 2026-11-22T08:00:00Z"]);
  });

  it("is dead only where this machine no longer runs the process", () => {
    const [holder] = holdersIn(refusal);
    assert.ok(holder !== undefined);
    assert.equal(livenessOf(holder, machine("build-7")), "dead");
    assert.equal(livenessOf(holder, machine("build-7", 4711)), "alive");
    assert.equal(livenessOf(holder, machine("laptop")), "elsewhere");
    assert.equal(livenessOf({ ...holder, pid: undefined }, machine("build-7")), "elsewhere");
  });

  it("is to be waited for, recovered or cleared by hand, as its holders are", () => {
    const [holder, other] = holdersIn(refusal);
    assert.ok(holder !== undefined && other !== undefined);
    assert.match(
      remedyFor("prod", [holder], machine("build-7")),
      /no longer runs, so run again with --recover$/,
    );
    assert.match(remedyFor("prod", [holder], machine("build-7", 4711)), /^that process still runs, so wait/);
    for (const holders of [[holder, other], [other], []]) {
      assert.match(
        remedyFor("prod", holders, machine("build-7")),
        /once you are sure .*`pulumi cancel --stack prod`/,
      );
    }
  });

  it("says who, since when and what to do in one line, with a status of its own", () => {
    const error = new StackLockedError("prod", holdersIn(lines[0] ?? ""));
    assert.match(
      error.message,
      /^the stack prod is locked by ann@build-7 \(process 4711\) since 2026-11-22T07:12:00Z: wait [^\n]*`pulumi cancel --stack prod`$/,
    );
    assert.equal(error.status, 3);
    assert.match(new StackLockedError("prod", []).message, /^the stack prod is locked by another run: /);
  });

  it("is not held by a process of another program, nor by one that is gone", () => {
    assert.equal(thisMachine.runs(2 ** 22 + 1), false);
    // On Linux it can be told that this process is no engine.
    if (process.platform === "linux") assert.equal(thisMachine.runs(process.pid), false);
  });
});
