import assert from "node:assert/strict";
import { EncryptionKey, type EncryptionKeyArgs } from "../../components";
import { types } from "../../lab/services/types";
import { accountIds, onEmbeddedCloud, problemsOf, providerFor, valueOf } from "../support/embedded";
import { awsStates, labelsOf, stateOf } from "../support/states";

const region = "ap-northeast-2";
const make = (args: Partial<EncryptionKeyArgs> = {}) =>
  onEmbeddedCloud(
    () =>
      new EncryptionKey(
        "apis",
        { region, accountId: accountIds.apis, ...args },
        { provider: providerFor("apis") },
      ),
  );

const policyOf = (states: Parameters<typeof stateOf>[0]): unknown =>
  JSON.parse(String(stateOf(states, types.key, "apis.key").inputs["policy"]));

describe("EncryptionKey", () => {
  it("is one key that rotates, and can be had back for 30 days", async () => {
    const { result, states } = await make();
    assert.deepEqual(labelsOf(awsStates(states)), ["Key apis.key"]);
    const key = stateOf(states, types.key, "apis.key");
    const { tags, policy, ...inputs } = key.inputs;
    assert.ok(tags !== undefined && policy !== undefined);
    assert.deepEqual(inputs, {
      region,
      description: "apilink apis: tables, environment variables and logs",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
    });
    assert.equal(await valueOf(result.keyArn), key.outputs["arn"]);
    assert.deepEqual(stateOf(states, "apilink:index:EncryptionKey", "apis").outputs, {
      keyArn: key.outputs["arn"],
    });
  });

  it("is the account's to administer, and CloudWatch Logs' for the account's log groups alone", async () => {
    assert.deepEqual(policyOf((await make()).states), {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::222222222222:root" },
          Action: "kms:*",
          Resource: "*",
        },
        {
          Effect: "Allow",
          Principal: { Service: "logs.ap-northeast-2.amazonaws.com" },
          Action: [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:DescribeKey",
          ],
          Resource: "*",
          Condition: {
            ArnLike: {
              "kms:EncryptionContext:aws:logs:arn": ["arn:aws:logs:ap-northeast-2:222222222222:log-group:*"],
            },
          },
        },
      ],
    });
  });

  it("is CloudWatch Logs' for the named log groups alone, where some are", async () => {
    const text = JSON.stringify(policyOf((await make({ logGroups: ["*.function*", "audit"] })).states));
    const arns = ["*.function*", "audit"].map(
      (group) => `arn:aws:logs:ap-northeast-2:222222222222:log-group:${group}`,
    );
    assert.ok(text.includes(`{"kms:EncryptionContext:aws:logs:arn":${JSON.stringify(arns)}}`), text);
  });

  it("names everything as the region's partition does", async () => {
    const text = JSON.stringify(policyOf((await make({ region: "cn-north-1" })).states));
    for (const name of [
      "arn:aws-cn:iam::222222222222:root",
      "logs.cn-north-1.amazonaws.com.cn",
      "arn:aws-cn:logs:cn-north-1:222222222222:log-group:*",
    ]) {
      assert.ok(text.includes(JSON.stringify(name)), name);
    }
  });

  it("refuses an account that is no id, and no log group", async () => {
    const wrong = { region, accountId: "apis", logGroups: [] };
    assert.deepEqual(await problemsOf(() => new EncryptionKey("apis", wrong)), [
      { propertyPath: "accountId", reason: '"apis" is no account id of 12 digits' },
      { propertyPath: "logGroups", reason: "must name at least one" },
    ]);
  });
});
