import * as aws from "@pulumi/aws";
import type { Named } from "./named";
import type { Account, Topology } from "./topology/types";

/**
 * A provider for each account that owns something. It refuses to run against any other account, so a wrong profile or
 * role ends in an error and not in a resource in the wrong place.
 */
export function providersOf(topology: Topology): Named<aws.Provider> {
  const owners = [...Object.values(topology.networks), ...Object.values(topology.apis)].map(
    ({ account }) => account,
  );
  return Object.fromEntries(
    Object.entries(topology.accounts)
      .filter(([name]) => owners.includes(name))
      .map(([name, account]) => [name, new aws.Provider(name, providerArgs(name, account, topology))]),
  );
}

function providerArgs(
  name: string,
  { id, role, profile, region }: Account,
  topology: Topology,
): aws.ProviderArgs {
  return {
    region: region ?? firstRegion(name, topology),
    allowedAccountIds: [id],
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
