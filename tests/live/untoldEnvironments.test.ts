import assert from "node:assert/strict";
import type { Report } from "../../verify/contract";
import { types } from "../../verify/model/types";
import { diagnose } from "../../verify/sources/live";
import type { LiveResource } from "../../verify/sources/live/types";
import { withUntoldEnvironments } from "../../verify/sources/live/untoldEnvironments";

const report: { readonly ok: boolean; readonly report: Report } = {
  ok: true,
  report: {
    ...{ schema: "apilink.check/1", stack: "dev", ok: true, resources: 0 },
    ...{ links: [], subscriptions: [], probes: [], findings: [] },
  },
};

function named(
  id: string,
  outputs: LiveResource["outputs"],
  type: string = types.lambdaFunction,
): LiveResource {
  return { account: "111111111111", region: "ap-northeast-2", type, id, outputs, tags: {} };
}

describe("the variables of functions", () => {
  it("are said to be taken for granted where Lambda does not tell them", () => {
    const live = [
      named("told", { environment: { variables: {} } }),
      named("without", { environment: null }),
      named("untold", {}),
      named("other", {}, types.table),
    ];
    const { ok, report: told } = withUntoldEnvironments(report, live);
    assert.ok(ok);
    assert.deepEqual(
      told.findings.map(({ severity, rule, where }) => [severity, rule, where]),
      [["warning", "assumed", "111111111111.ap-northeast-2.untold"]],
    );
    assert.match(told.findings[0]?.message ?? "", /the variables of the function untold/);
  });

  it("are looked at by the doctor itself", () => {
    assert.match(diagnose.toString(), /withUntoldEnvironments/);
  });
});
