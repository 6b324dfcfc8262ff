import { compare } from "../components/compare";
import type { Link, Topology } from "./topology/types";

/** The private custom domain of an API. */
export interface DomainPlan {
  readonly api: string;
  /** Networks whose endpoints carry the calls: each is associated with the domain. */
  readonly endpoints: readonly string[];
  /** Networks that resolve the domain, each to the endpoint of the network that its calls go through. */
  readonly callers: readonly { readonly network: string; readonly through: string }[];
  /** Ids of the accounts, besides the API's own, that the endpoints belong to: the domain is shared with them. */
  readonly accounts: readonly string[];
}

/**
 * The domains of a topology. One without a link is made as well, and denies everybody, as an API without a link does: links
 * can be taken away and written again without another id of the domain.
 */
export function planDomains(
  { apis, networks, accounts }: Topology,
  byApi: ReadonlyMap<string, readonly Link[]>,
): readonly DomainPlan[] {
  return Object.entries(apis)
    .filter(([, { domain, access }]) => domain !== undefined && access === "private")
    .map(([api, { account }]): DomainPlan => {
      const links = byApi.get(api) ?? [];
      const endpoints = sorted(links.map(({ through }) => through));
      const owners = endpoints.map((network) => accounts[networks[network]?.account ?? ""]?.id ?? "");
      return {
        api,
        endpoints,
        callers: sorted(links.map(({ from }) => from)).map((network) => ({
          network,
          through: links.find(({ from }) => from === network)?.through ?? network,
        })),
        accounts: sorted(owners.filter((id) => id !== accounts[account]?.id)),
      };
    })
    .sort((one, other) => compare(one.api, other.api));
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort(compare);
}
