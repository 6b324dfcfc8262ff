import * as aws from "@pulumi/aws";
import type { Account, Topology } from "./topology/types";

/** One provider an account, by the account's name. */
export type Providers = Readonly<Record<string, aws.Provider>>;

/**
 * A provider for each account that owns something. It refuses to run against any other account, so a wrong profile or
 * role ends in an error and not in a resource in the wrong place.
 */
export function providersOf(topology: Topology): Providers {
  const owned = [...Object.values(topology.networks), ...Object.values(topology.apis)];
  const names = Object.keys(topology.accounts).filter((name) =>
    owned.some(({ account }) => account === name),
  );
  return Object.fromEntries(
    names.map((name) => [
      name,
      new aws.Provider(name, providerArgs(name, topology.accounts[name], topology)),
    ]),
  );
}

/** The provider of an account, which the topology's rules have made sure of. */
export function providerOf(providers: Providers, account: string): aws.Provider {
  const provider = providers[account];
  if (provider === undefined) throw new RangeError(`no provider for the account "${account}"`);
  return provider;
}

function providerArgs(name: string, account: Account | undefined, topology: Topology): aws.ProviderArgs {
  const { id, role, profile } = account ?? {};
  return {
    region: account?.region ?? firstRegion(name, topology),
    ...(id !== undefined && { allowedAccountIds: [id] }),
    ...(role !== undefined && { assumeRoles: [{ roleArn: role, sessionName: "apilink" }] }),
    ...(profile !== undefined && { profile }),
  };
}

/** By name and not by place in the file: Pulumi hands the configuration over with its keys sorted. */
function firstRegion(account: string, { networks, apis }: Topology): string | undefined {
  for (const entries of [networks, apis]) {
    const first = Object.keys(entries)
      .sort()
      .find((name) => entries[name]?.account === account);
    if (first !== undefined) return entries[first]?.region;
  }
  return undefined;
}
