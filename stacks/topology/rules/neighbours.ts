import type { Draft } from "../draft";

/** The networks that each network is peered with, itself left out. Networks that are peered with none are absent. */
export function neighboursIn({
  networks,
  links,
}: Pick<Draft, "networks" | "links">): ReadonlyMap<string, ReadonlySet<string>> {
  const neighbours = new Map<string, Set<string>>();
  for (const { entry } of links) {
    const { from, through } = entry;
    if (from === through || networks[from] === undefined || networks[through] === undefined) continue;
    for (const [one, other] of [
      [from, through],
      [through, from],
    ] as const) {
      neighbours.set(one, (neighbours.get(one) ?? new Set()).add(other));
    }
  }
  return neighbours;
}
