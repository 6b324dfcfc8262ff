import "./quietSdk";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromIni, fromNodeProviderChain, fromTemporaryCredentials } from "@aws-sdk/credential-providers";
import type { Account, Topology } from "../../../stacks/topology/types";
import { UserError } from "../../../stacks/userError";
import { accountUsesOf, type AccountUse } from "./accountUses";
import { credentialProblem } from "./credentialProblem";
import { kept } from "./kept";
import { patience } from "./patience";
import type { CredentialSource } from "./types";

export interface AccountOptions {
  /** Of an emulator, for every service. @default - AWS's own endpoints, or what AWS_ENDPOINT_URL says */
  readonly endpointUrl?: string | undefined;
}

/** Credentials by account id. */
export type LiveAccounts = ReadonlyMap<string, CredentialSource>;

/**
 * Gets credentials for every account that a topology works in, as its role or profile says, and asks STS whose they are; all
 * at once.
 *
 * @throws UserError with one line for each account that cannot be worked in, with all of them.
 */
export async function requireAccounts(
  topology: Topology,
  options: AccountOptions = {},
): Promise<LiveAccounts> {
  const uses = accountUsesOf(topology);
  const sources = uses.map((use) => kept(sourceOf(use, options)));
  const problems = await Promise.all(
    uses.map(async (use, index) => {
      const source = sources[index];
      return source === undefined ? [] : await problemsOf(use, source, options);
    }),
  );
  if (problems.flat().length > 0) throw new UserError(problems.flat().join("\n"));
  // Of an account's several names the first counts.
  return new Map(uses.flatMap(({ account }, index) => pairOf(account.id, sources[index])).reverse());
}

function pairOf(id: string, source: CredentialSource | undefined): [string, CredentialSource][] {
  return source === undefined ? [] : [[id, source]];
}

/** A machine that is no EC2 instance answers nothing where one's own credentials are; nobody shall wait for that. */
const metadata = { timeout: 500, maxRetries: 0 };

function sourceOf({ account, region }: AccountUse, { endpointUrl }: AccountOptions): CredentialSource {
  const clientConfig = { ...patience, region, ...(endpointUrl !== undefined && { endpoint: endpointUrl }) };
  const base = baseOf(account, clientConfig);
  if (account.role === undefined) return base;
  return fromTemporaryCredentials({
    masterCredentials: base,
    params: { RoleArn: account.role, RoleSessionName: "apilink" },
    clientConfig,
  });
}

function baseOf({ profile }: Account, clientConfig: { readonly region: string }): CredentialSource {
  if (profile !== undefined) return fromIni({ profile, clientConfig });
  return fromNodeProviderChain({ ...metadata, clientConfig });
}

async function problemsOf(
  use: AccountUse,
  credentials: CredentialSource,
  { endpointUrl }: AccountOptions,
): Promise<readonly string[]> {
  const sts = new STSClient({
    ...patience,
    region: use.region,
    credentials,
    ...(endpointUrl !== undefined && { endpoint: endpointUrl }),
  });
  const where = `accounts.${use.name} (${use.account.id})`;
  try {
    const { Account: found } = await sts.send(new GetCallerIdentityCommand({}));
    if (found === use.account.id) return [];
    if (found === undefined)
      return [
        `${where}: what answers in the place of STS is not STS: it names no account; look at the proxy`,
      ];
    return [`${where}: the credentials are of ${found}, another account${wrongAccountHint(use.account)}`];
  } catch (error) {
    return [`${where}: ${credentialProblem(error, use.account)}`];
  } finally {
    sts.destroy();
  }
}

function wrongAccountHint({ role, profile }: Account): string {
  if (role !== undefined) return `; correct its role, ${role}`;
  if (profile !== undefined) return `; correct its profile, ${profile}`;
  return "; give it a role: or a profile: in the topology, or sign in to it";
}
