import { compare } from "../../../components/compare";
import type { Account, Topology } from "../../../stacks/topology/types";

/** An account that something of the topology is in, or that an inventory is collected from. */
export interface AccountUse {
  /** The account's name in the topology. */
  readonly name: string;
  readonly account: Account;
  /** Where its credentials are asked for: its own region, else that of the first network, API or collection, by name. */
  readonly region: string;
}

/** The accounts of a topology that its program works in, by name; what is only declared is left out. */
export function accountUsesOf({ accounts, networks, apis }: Topology): readonly AccountUse[] {
  const uses = [
    ...byName(networks),
    ...byName(apis),
    ...byName(apis).flatMap(({ region, collect }) =>
      (collect?.accounts ?? []).map((account) => ({ account, region })),
    ),
  ];
  return Object.entries(accounts)
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([name, account]) => {
      const first = uses.find((use) => use.account === name);
      return first === undefined ? [] : [{ name, account, region: account.region ?? first.region }];
    });
}

function byName<Entry>(entries: Readonly<Record<string, Entry>>): readonly Entry[] {
  return Object.entries(entries)
    .sort(([one], [other]) => compare(one, other))
    .map(([, entry]) => entry);
}
