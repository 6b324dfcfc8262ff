import assert from "node:assert/strict";
import { during, Problem, type Step } from "../../../handlers/collect/problem";

const failing = (step: Step, name: string) =>
  new Problem(step, Object.assign(new Error("User: arn:… is not authorized, token=secret"), { name }));

describe("Problem", () => {
  for (const [step, name, message] of [
    [
      "role",
      "AccessDenied",
      "The account's role could not be assumed (AccessDenied): let its trust policy name the role of this function",
    ],
    [
      "instances",
      "UnauthorizedOperation",
      "EC2's instances could not be read (UnauthorizedOperation): allow the account's role ec2:DescribeInstances, and " +
        "see that the region is enabled in the account",
    ],
    [
      "inventory",
      "AccessDeniedException",
      "Systems Manager's inventory could not be read, so that what it knew of the servers was kept " +
        "(AccessDeniedException): allow the account's role ssm:GetInventory",
    ],
    [
      "tableRead",
      "ResourceNotFoundException",
      "The table could not be read (ResourceNotFoundException): see that TABLE_NAME names a table of this region",
    ],
    [
      "tableWrite",
      "ProvisionedThroughputExceededException",
      "The table could not be written (ProvisionedThroughputExceededException): it was throttled at every attempt; the " +
        "next run tries again",
    ],
    [
      "instances",
      "TimeoutError",
      "EC2's instances could not be read (TimeoutError): it did not answer in time; the next run tries again, and a " +
        "longer timeout of the function helps",
    ],
    ["instances", "InternalError", "EC2's instances could not be read (InternalError)"],
  ] as const) {
    it(`tells ${name} of ${step}, and nothing of AWS's message`, () => {
      assert.equal(failing(step, name).message, message);
    });
  }
});

describe("during", () => {
  it("passes on what the work brings", async () => {
    assert.equal(await during("role", () => Promise.resolve(7)), 7);
  });

  it("tells a failure in the step's words, and once", async () => {
    const failed = during("instances", () =>
      Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" })),
    );
    await assert.rejects(failed, {
      name: "Problem",
      message: "EC2's instances could not be read (ENOTFOUND)",
    });
    await assert.rejects(
      during("instances", () => during("role", () => Promise.reject(new Error("no")))),
      { message: "The account's role could not be assumed (Error)" },
    );
  });
});
