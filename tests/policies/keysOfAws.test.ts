import assert from "node:assert/strict";
import { encryptedLogs } from "../../policies/policies";
import { types } from "../../policies/types";
import { askedAll, type Given } from "./asking";

describe("encrypted-logs, of aliases", () => {
  const group = (kmsKeyId: string): Given => ({
    type: types.logGroup,
    name: "group",
    properties: { kmsKeyId },
  });
  const stream = (keyArn: string): readonly Given[] => [
    { type: types.flowLog, name: "flow", properties: { logDestination: "arn:aws:firehose:x" } },
    {
      type: types.deliveryStream,
      name: "stream",
      properties: {
        arn: "arn:aws:firehose:x",
        serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn },
      },
    },
  ];

  it("takes AWS's own for no keys of the customer's, and the customer's for his", async () => {
    for (const [alias, count] of [
      ["alias/aws/logs", 1],
      ["arn:aws:kms:eu-west-1:111111111111:alias/aws/logs", 1],
      ["arn:aws:kms:eu-west-1:111111111111:alias/awsome", 0],
      ["arn:aws:kms:eu-west-1:111111111111:alias/my/alias/aws/logs", 0],
    ] as const) {
      assert.equal((await askedAll(encryptedLogs, [group(alias)])).violations.length, count, alias);
      assert.equal((await askedAll(encryptedLogs, stream(alias))).violations.length, count, alias);
      assert.deepEqual((await askedAll(encryptedLogs, [group(alias)], { keys: "any" })).violations, []);
    }
  });
});
