import { mergeRanges } from "../components/ranges";
import type { Link, Topology } from "./topology/types";

/**
 * The addresses that calls over these links come from: the callers' networks, and the corporate ranges of a network that
 * is linked through itself, since peering does not pass on a Direct Connect or VPN (guide row R9).
 */
export function sourcesOf(links: readonly Link[], { networks }: Pick<Topology, "networks">): string[] {
  return mergeRanges(
    links.flatMap(({ from, through }) => {
      const caller = networks[from];
      if (caller === undefined) return [];
      return [caller.cidr, ...(from === through ? caller.corporate.map(({ cidr }) => cidr) : [])];
    }),
  );
}
