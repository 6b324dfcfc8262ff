/** What a refusal says of who was asking, and what to do about it. */
interface Refused {
  readonly when: RegExp;
  /** @param named What the expression has caught. */
  readonly says: (named: string) => string;
}

/**
 * The words of Pulumi and of AWS's provider, the special ones first. Sources: the errors of AWS's Security Token Service
 * ("Common errors" of its API reference), Pulumi's `pkg/backend/backenderr`, and the provider's own checks.
 */
const refusals: readonly Refused[] = [
  {
    when: /AWS account ID not allowed: (\d+)/,
    says: (account) =>
      `the credentials are those of account ${account}, which is not the one that the topology names: take credentials or a role of that one`,
  },
  {
    when: /AssumeRoleTokenProvider|MultiFactorAuthentication|assume role with MFA/i,
    says: () =>
      "the role wants a code of an MFA device, which nobody can be asked for here: get temporary credentials with the code (`aws sts assume-role --serial-number … --token-code …`) and run again with those",
  },
  {
    when: /not authorized to perform: sts:(?:AssumeRole|TagSession)\w* on resource: (\S+)/,
    says: (role) =>
      `the credentials may not assume ${role}: its trust policy must admit them, and one that asks for MFA needs temporary credentials that were got with a code`,
  },
  {
    when: /ExpiredToken|RequestExpired|token included in the request is expired|SSO (?:session|token)[^\n]* expired|(?:expired|invalid) SSO (?:session|token)|InvalidGrantException/i,
    says: () => "the AWS credentials have expired: get new ones (`aws sso login`, say) and run again",
  },
  {
    when: /InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure/,
    says: () =>
      "AWS does not know these credentials: look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or at AWS_PROFILE",
  },
  {
    when: /failed to get shared config profile,? (\S+)/,
    says: (profile) =>
      `there is no AWS profile ${profile}: \`aws configure list-profiles\` shows those that there are`,
  },
  {
    when: /no valid credential sources|NoCredentialProviders|no EC2 IMDS role found|unable to validate AWS credentials|invalid credentials configured|failed to refresh cached credentials|AccessKeyID and\/or SecretAccessKey/i,
    says: () =>
      "there are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or assume a role first",
  },
  {
    when: /PULUMI_ACCESS_TOKEN must be set|requires logging in|invalid access token|\[401\] Unauthorized/i,
    says: () => "Pulumi's backend does not know who is asking: `pulumi login`, or set PULUMI_ACCESS_TOKEN",
  },
  {
    when: /passphrase must be set|incorrect passphrase/i,
    says: () =>
      "the secrets of the stack cannot be opened: set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to its passphrase",
  },
];

/** What errors of the engine say of who was asking, a line each; none where they are about something else. */
export function credentialProblems(errors: readonly string[]): readonly string[] {
  const problems = errors.flatMap((error) => {
    const provider = /^pulumi:providers:aws (?:resource ')?([^\s:']+)/.exec(error)?.[1];
    const said = sentenceFor(error);
    if (said === undefined) return [];
    return [provider === undefined ? said : `account ${provider}: ${said}`];
  });
  return [...new Set(problems)];
}

function sentenceFor(error: string): string | undefined {
  for (const { when, says } of refusals) {
    const match = when.exec(error);
    if (match !== null) return says((match[1] ?? "").replace(/[.,:"']+$/, ""));
  }
  return undefined;
}
