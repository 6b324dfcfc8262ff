import * as aws from "@pulumi/aws";
import { entryOf, type Named } from "./named";
import type { Plan } from "./plan";
import type { Account, Topology } from "./topology/types";

/**
 * A provider for each account that owns something, or that is collected from. It refuses to run against any other account, so
 * a wrong profile or role ends in an error and not in a resource in the wrong place.
 */
export function providersOf(topology: Topology, plan: Pick<Plan, "inventories">): Named<aws.Provider> {
  const regions = firstRegions(topology, plan);
  return Object.fromEntries(
    Object.entries(topology.accounts).flatMap(([name, account]) => {
      const region = regions.get(name);
      return region === undefined ? [] : [[name, new aws.Provider(name, providerArgs(account, region))]];
    }),
  );
}

function providerArgs({ id, role, profile, region }: Account, firstRegion: string): aws.ProviderArgs {
  return {
    region: region ?? firstRegion,
    allowedAccountIds: [id],
    ...(role !== undefined && { assumeRoles: [{ roleArn: role, sessionName: "apilink" }] }),
    ...(profile !== undefined && { profile }),
  };
}

/**
 * By account, the region of its first network, else of its first API, else of the first API that collects from it. By name and
 * not by place in the file: Pulumi hands the configuration over with its keys sorted.
 */
function firstRegions(
  { networks, apis }: Topology,
  { inventories }: Pick<Plan, "inventories">,
): ReadonlyMap<string, string> {
  const uses = [
    ...sorted(networks),
    ...sorted(apis),
    ...inventories.flatMap(({ api, sources }) => {
      const { region } = entryOf(apis, api);
      return sources.map(({ account }) => ({ account, region }));
    }),
  ];
  // Of several entries of one key a map keeps the last.
  return new Map(uses.reverse().map(({ account, region }) => [account, region]));
}

function sorted<Entry>(entries: Named<Entry>): readonly Entry[] {
  return Object.keys(entries)
    .sort()
    .map((name) => entryOf(entries, name));
}
