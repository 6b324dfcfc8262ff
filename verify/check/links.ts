import { groupBy } from "../../components/groupBy";
import type { Topology } from "../../stacks/topology/types";
import type { Form, Vantage } from "../contract";
import { rangeOf, within } from "../model/addresses";
import type { Model } from "../model/facts";
import type { Caller } from "./callers";

type Link = Topology["links"][number];

/** Who is meant to reach what, and by which form. */
export interface Links {
  /** Whether a caller is meant to reach an API. */
  readonly isLinked: (caller: Caller, api: string) => boolean;
  /** The link that a caller relies on: its own network's, and for a corporate range one without peering. */
  readonly relied: (caller: Caller, api: string) => Link | undefined;
  /** How callers of a vantage are advised to call over a link. */
  readonly recommended: (
    vantage: Vantage,
    link: Link,
  ) => { readonly form: Form; readonly through: string | null };
}

export function linksOf(model: Model, { networks, apis, links }: Topology): Links {
  const byPair = new Map(links.map((link) => [`${link.from} ${link.to}`, link]));
  const rooted = new Set(
    [...model.domains.values()].flatMap(({ mappings }) =>
      mappings
        .filter(({ basePath }) => basePath === "" || basePath === "(none)")
        .map(({ restApiId }) => restApiId),
    ),
  );
  // What comes in by one transit gateway is the same callers, whichever network names them.
  const corporate = groupBy(
    links
      .filter(({ from, through }) => from === through)
      .flatMap(({ from, to }) =>
        (networks[from]?.corporate ?? []).flatMap(({ cidr, via }) => {
          const range = rangeOf(cidr);
          return range === undefined ? [] : [{ to, range, via }];
        }),
      ),
    ({ to }) => to,
  );
  const relied = ({ from, vantage }: Caller, api: string): Link | undefined => {
    if (vantage === "internet") return undefined;
    const link = byPair.get(`${from} ${api}`);
    return vantage === "corporate" && link?.through !== from ? undefined : link;
  };
  return {
    relied,
    isLinked: (caller, api) => {
      if (relied(caller, api) !== undefined) return true;
      const range = caller.vantage === "corporate" ? rangeOf(caller.range) : undefined;
      return (
        range !== undefined &&
        (corporate.get(api) ?? []).some(
          (linked) => linked.via === caller.gatewayId && within(range, linked.range),
        )
      );
    },
    recommended: (vantage, { to, through }) =>
      vantage !== "corporate" &&
      (apis[to]?.domain !== undefined || rooted.has(model.names.apis.get(to) ?? ""))
        ? { form: "domain", through: null }
        : { form: "alias", through },
  };
}
