import { compare } from "../../components/compare";
import { groupBy } from "../../components/groupBy";
import type { Topology } from "../../stacks/topology/types";
import { zonesOf } from "../stack";
import { asManyAsAccepted, through, type Candidate } from "./candidate";

/**
 * In each region, the links of all endpoints through one of them, over peering; and, where that gives up several, each of
 * them alone.
 */
export function sharedEndpoints(topology: Topology): readonly Candidate[] {
  const carriers = [...new Set(topology.links.map((link) => link.through))].sort(compare);
  const byRegion = groupBy(carriers, (name) => topology.networks[name]?.region ?? "");
  return [...byRegion.values()].flatMap((names) => {
    const [whole] = names
      .map((hub) => merged(topology, hub, names))
      .sort((one, other) => preferenceOf(topology, other) - preferenceOf(topology, one));
    if (whole === undefined || whole.changed.length === 0) return [];
    const single =
      whole.changed.length > 1 ? whole.changed.map((name) => merged(topology, whole.hub, [name])) : [];
    return [whole, ...single].flatMap((merge) =>
      merge.changed.length > 0 ? candidateOf(topology, merge) : [],
    );
  });
}

interface Merge {
  readonly hub: string;
  readonly topology: Topology;
  /** The networks that give up their endpoint. */
  readonly changed: readonly string[];
}

function merged(topology: Topology, hub: string, names: readonly string[]): Merge {
  const others = names.filter((name) => name !== hub);
  const move = (before: Topology, name: string): Topology =>
    through(before, hub, (link) => link.through === name);
  return { hub, ...asManyAsAccepted(topology, others, move) };
}

/** The more endpoints go the better, and then the more links need no peering. */
function preferenceOf({ links }: Topology, { hub, changed }: Merge): number {
  const own = links.filter(({ from }) => from === hub).length;
  return changed.length * (links.length + 1) + own;
}

function candidateOf(before: Topology, { hub, topology, changed }: Merge): readonly Candidate[] {
  const names = changed.join(", ");
  const cutOff = changed.filter(
    (name) =>
      (before.networks[name]?.corporate.length ?? 0) > 0 &&
      before.links.some((link) => link.from === name && link.through === name),
  );
  const zones = (name: string): number => {
    const network = before.networks[name];
    return network === undefined ? 0 : zonesOf(network);
  };
  const narrower = changed.filter((name) => zones(name) > zones(hub));
  return [
    {
      shape: "shared-endpoint",
      change: `the links through ${names}: through: ${hub}`,
      topology,
      givesUp: [
        `what befalls the endpoint of ${hub}, or the peering with it, befalls the links through ${names} as well`,
        ...cutOff.map(
          (name) =>
            `the corporate ranges of ${name} lose their links: peering does not pass on a Direct Connect or VPN`,
        ),
        ...narrower.map((name) => `${name} has more zones than the endpoint of ${hub}`),
      ],
    },
  ];
}
