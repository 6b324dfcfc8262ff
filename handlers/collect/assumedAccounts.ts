import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Credentials } from "./clients";
import { during } from "./problem";
import type { CollectedAccount } from "./sources";

/** CloudTrail of the collected account shows what was read under this name. */
const sessionName = "apilink-collect";

/** Seconds: the shortest that STS grants, and the longest that a function of Lambda runs. */
const sessionDuration = 900;

/**
 * Assumes the role of each account once, however many of its regions ask. The client is one of a region, since a
 * session that the global endpoint grants is void in regions that an account opted into.
 *
 * Source: "Manage AWS STS in an AWS Region" of the IAM user guide.
 *
 * @returns a function that throws `Problem` where STS refuses.
 */
export function assumedAccounts(
  sts: STSClient,
  abortSignal: AbortSignal,
): (account: CollectedAccount) => Promise<Credentials> {
  const sessions = new Map<string, Promise<Credentials>>();
  const assume = async ({ roleArn }: CollectedAccount): Promise<Credentials> => {
    const { Credentials: granted } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        DurationSeconds: sessionDuration,
      }),
      { abortSignal },
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = granted ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
      throw new Error("STS answered without credentials");
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  };
  return (account) => {
    const session = sessions.get(account.roleArn) ?? during("role", () => assume(account));
    sessions.set(account.roleArn, session);
    return session;
  };
}
