import type { Account } from "../../../stacks/topology/types";

/** What one kind of failure says, and what to do about it. */
interface Problem {
  /** Of the error's name or message. */
  readonly sign: RegExp;
  readonly says: (account: Account, message: string) => string;
}

/**
 * The first that fits counts. The names are those of STS ("Common errors" of its API reference) and of the AWS SDK's credential
 * providers, whose errors are told apart by their messages alone.
 */
const problems: readonly Problem[] = [
  {
    sign: /multi-?factor|\bMFA\b/i,
    says: ({ role, profile }, message) =>
      `${asking(role, profile, message)} asks for a code of an MFA device, which cannot be typed in here; ` +
      "get a session first (aws sts get-session-token, aws sso login) and run again with its credentials",
  },
  {
    sign: /could not resolve credentials using profile|profile .*(could not be found|not found|was not found)/i,
    says: ({ profile }, message) =>
      `there is no profile ${profile ?? namedIn(message)} in ~/.aws/config that has credentials`,
  },
  {
    sign: /expired|\bRequestExpired\b/i,
    says: () => "the credentials have expired; sign in again (aws sso login) or renew them",
  },
  {
    sign: /InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure|IncompleteSignature/,
    says: () => "AWS does not know the credentials; correct the access key, or sign in again",
  },
  {
    sign: /AccessDenied|not authorized to perform/,
    says: ({ role }) =>
      role === undefined
        ? "the credentials may not be used: STS answers AccessDenied"
        : `${role} may not be assumed with the credentials at hand; its trust policy must name them, ` +
          "and they need sts:AssumeRole (a trust policy may also ask for MFA)",
  },
  {
    sign: /ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|TimeoutError|timed? ?out/i,
    says: (_account, message) => `STS cannot be reached: ${firstLine(message)}`,
  },
  {
    sign: /CredentialsProviderError|could not load credentials/i,
    says: () =>
      `there are no credentials${ofProfile()}; sign in (aws sso login), set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, ` +
      "or give it a profile: in the topology",
  },
];

/** The profile that the environment asks for: the SDK's chain ends without a word of it. */
function ofProfile(): string {
  const profile = process.env["AWS_PROFILE"] ?? "";
  return profile === "" ? "" : ` in the profile ${profile}, which AWS_PROFILE names`;
}

/** Who asks for a code: the topology names it, or the environment, or the SDK's own words. */
function asking(role: string | undefined, profile: string | undefined, message: string): string {
  const named = role ?? /arn:aws[\w-]*:iam::\d+:role\/[^\s"',\]]+/.exec(message)?.[0];
  if (named !== undefined) return named;
  const own = profile ?? (namedIn(message) || process.env["AWS_PROFILE"]);
  return own === undefined || own === "" ? "the role" : `the profile ${own}`;
}

/** What is wrong with the credentials of an account, from what the AWS SDK threw: one line. */
export function credentialProblem(error: unknown, account: Account): string {
  const [name, message] = error instanceof Error ? [error.name, error.message] : ["", String(error)];
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const shown = `${name} ${code} ${message}`;
  const problem = problems.find(({ sign }) => sign.test(shown));
  return problem?.says(account, message || code) ?? `STS answers ${name}: ${firstLine(message)}`;
}

/** The same failure after the credentials were good at first: they expired while they were used. */
export function isExpiry(error: unknown): boolean {
  return error instanceof Error && /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(error.name);
}

function namedIn(message: string): string {
  return /\[([^\]]*)\]/.exec(message)?.[1] ?? "";
}

function firstLine(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}
