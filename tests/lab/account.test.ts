import assert from "node:assert/strict";
import { accountOf } from "../../lab/account";

const role = (account: string): string =>
  JSON.stringify([{ roleArn: `arn:aws:iam::${account}:role/apilink` }]);

describe("the account of a provider", () => {
  it("is that of the role it assumes", () => {
    assert.equal(accountOf({ assumeRoles: role("111111111111") }), "111111111111");
    assert.equal(
      accountOf({ assumeRoles: [{ roleArn: "arn:aws-cn:iam::111111111111:role/path/a" }] }),
      "111111111111",
    );
  });

  it("is the first one it allows where it assumes no role", () => {
    assert.equal(accountOf({ allowedAccountIds: '["012345670123","111111111111"]' }), "012345670123");
    assert.equal(accountOf({ allowedAccountIds: ["111111111111"], assumeRoles: "[]" }), "111111111111");
  });

  it("must be one that the provider allows", () => {
    const inputs = { allowedAccountIds: '["111111111111"]', assumeRoles: role("222222222222") };
    assert.throws(() => accountOf(inputs), {
      name: "Refusal",
      code: "AccountNotAllowed",
      message: "AWS account ID not allowed: 222222222222",
    });
  });

  it("is refused where nothing tells it", () => {
    assert.throws(() => accountOf({ region: "us-west-2" }), { name: "Refusal", code: "NoAccount" });
    assert.throws(() => accountOf({ assumeRoles: '[{"roleArn":"apilink"}]' }), {
      name: "Refusal",
      code: "ValidationError",
    });
  });
});
