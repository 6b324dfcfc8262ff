import assert from "node:assert/strict";
import { CommandError } from "@pulumi/pulumi/automation";
import { credentialProblems } from "../../automation/credentials";
import { explained } from "../../automation/explanation";

/** What AWS's provider, AWS and Pulumi say, shortened, and what the user is to hear. */
const told: readonly (readonly [string, RegExp])[] = [
  [
    "AWS account ID not allowed: 222222222222",
    /^the credentials are those of account 222222222222, which is not/,
  ],
  [
    "AssumeRoleTokenProviderNotSetError: assume role with MFA enabled, but AssumeRoleTokenProvider session option not set.",
    /MFA device/,
  ],
  ["MultiFactorAuthentication failed with invalid MFA one time pass code", /MFA device/],
  [
    "api error AccessDenied: User: arn:aws:iam::1:user/a is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/b.",
    /^the credentials may not assume arn:aws:iam::2:role\/b: .*MFA/,
  ],
  [
    "StatusCode: 403, api error ExpiredToken: The security token included in the request is expired",
    /have expired/,
  ],
  ["the SSO session has expired or is invalid", /have expired/],
  [
    "api error InvalidClientTokenId: The security token included in the request is invalid.",
    /does not know these/,
  ],
  ["failed to get shared config profile, prod", /^there is no AWS profile prod:/],
  ["No valid credential sources found.", /^there are no AWS credentials/],
  ["failed to refresh cached credentials, no EC2 IMDS role found", /^there are no AWS credentials/],
  ["PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", /`pulumi login`/],
  ["this command requires logging in; try running `pulumi login` first", /`pulumi login`/],
  ["incorrect passphrase", /PULUMI_CONFIG_PASSPHRASE/],
];

describe("credentials that are not taken", () => {
  for (const [error, says] of told) {
    it(`are told in one line: ${error.slice(0, 60)}`, () => {
      const problems = credentialProblems([`aws:ec2/vpc:Vpc a: ${error}`]);
      assert.equal(problems.length, 1);
      assert.match(problems.join(), says);
      assert.doesNotMatch(problems.join(), /\n/);
    });
  }

  it("are told once, and with the account whose provider says so", () => {
    const expired = "pulumi:providers:aws resource 'api' has a problem: ExpiredToken";
    const problems = credentialProblems([expired, expired, "pulumi:providers:aws other: ExpiredToken"]);
    assert.deepEqual(
      problems.map((problem) => problem.replace(/ the AWS .*/, "")),
      ["account api:", "account other:"],
    );
  });

  it("are not what other refusals are about", () => {
    const denied =
      "aws:ec2/vpc:Vpc a: UnauthorizedOperation: You are not authorized to perform: ec2:CreateVpc";
    assert.deepEqual(credentialProblems([denied, "InvalidSubnet.Range: no"]), []);
  });

  it("are wrong usage as long as nothing was changed, and a failure afterwards", () => {
    const error: unknown = Object.assign(Object.create(CommandError.prototype), { message: "" });
    const run = { stack: "dev", reported: ["aws:ec2/vpc:Vpc a: ExpiredToken: expired"] };
    const before = explained(error, { ...run, changed: false });
    const after = explained(error, { ...run, changed: true });
    assert.ok(before instanceof Error && after instanceof Error);
    assert.deepEqual([before.name, after.name], ["CredentialsError", "RunFailedError"]);
    assert.match(
      after.message,
      /^aws:ec2\/vpc:Vpc a: ExpiredToken: expired\nthe AWS credentials have expired/,
    );
  });
});
