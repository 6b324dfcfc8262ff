import assert from "node:assert/strict";
import { awsServiceLabels } from "../../../components/awsServices";
import { awsNameIn } from "../../../verify/trace/awsName";

const short = (host: string): string | undefined => {
  const name = awsNameIn(host);
  return name === undefined ? undefined : [name.before, name.own, name.label, name.region].join(" | ");
};

describe("a name of a service of AWS", () => {
  for (const [host, expected] of [
    ["s3.us-west-2.amazonaws.com", " | s3 | s3 | us-west-2"],
    ["reports.s3.us-west-2.amazonaws.com", "reports | s3 | s3 | us-west-2"],
    ["old.reports.s3.us-west-2.amazonaws.com", "old.reports | s3 | s3 | us-west-2"],
    ["us-west-2.s3.eu-west-1.amazonaws.com", "us-west-2 | s3 | s3 | eu-west-1"],
    ["s3.s3.eu-west-1.amazonaws.com", "s3 | s3 | s3 | eu-west-1"],
    ["1-2.s3-control.us-west-2.amazonaws.com", "1-2 | s3-control | s3 | us-west-2"],
    ["dynamodb.us-west-2.amazonaws.com", " | dynamodb | dynamodb | us-west-2"],
    ["111111111111.dkr.ecr.us-west-2.amazonaws.com", "111111111111 | dkr.ecr | ecr.dkr | us-west-2"],
    ["api.ecr.us-west-2.amazonaws.com", " | api.ecr | ecr.api | us-west-2"],
    ["s3.cn-north-1.amazonaws.com.cn", " | s3 | s3 | cn-north-1"],
  ] as const)
    it(`is ${host}`, () => {
      assert.equal(short(host), expected);
    });

  for (const host of [
    "cn.s3.cn-north-1.amazonaws.com",
    "s3.us-west-2.amazonaws.com.cn",
    "s3.us-west-2.example.com",
    "s3.us-west-9.amazonaws.com",
    "reports.s3.amazonaws.com",
    "s3-us-west-2.amazonaws.com",
    "reports.s3.dualstack.us-west-2.amazonaws.com",
    "some.sqs.us-west-2.amazonaws.com",
    "nothing.us-west-2.amazonaws.com",
    "us-west-2.amazonaws.com",
    "vpce-0e-xyz.s3.us-west-2.vpce.amazonaws.com",
    "us-west-2",
    "",
    "constructor.us-west-2.amazonaws.com",
  ])
    it(`is not ${JSON.stringify(host)}`, () => {
      assert.equal(short(host), undefined);
    });

  it("is read in no time, however long it is", () => {
    const start = performance.now();
    assert.equal(short(`${"a.".repeat(100_000)}us-west-2.amazonaws.com`), undefined);
    assert.ok(performance.now() - start < 2000);
  });

  it("is one of every service that answers by private DNS", () => {
    const named = awsServiceLabels.filter((label) => short(`${label}.us-west-2.amazonaws.com`) !== undefined);
    assert.ok(named.length > 250, String(named.length));
  });
});
