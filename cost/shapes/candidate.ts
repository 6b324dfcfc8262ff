import { parseTopology } from "../../stacks/topology/parse";
import { TopologyError } from "../../stacks/topology/problem";
import type { Link, Topology } from "../../stacks/topology/types";
import type { CheaperShape } from "../types";

/** Another topology that serves the same links. Whether it is cheaper, a run of the program tells. */
export interface Candidate extends Pick<CheaperShape, "shape" | "change" | "givesUp"> {
  readonly topology: Topology;
}

/** The topology, if the rules accept it. */
export function accepted(topology: Topology): Topology | undefined {
  try {
    return parseTopology(topology, "another shape");
  } catch (error) {
    if (error instanceof TopologyError) return undefined;
    throw error;
  }
}

/** The topology with some links through another network. */
export function through(topology: Topology, carrier: string, moves: (link: Link) => boolean): Topology {
  return {
    ...topology,
    links: topology.links.map((link) => (moves(link) ? { ...link, through: carrier } : link)),
  };
}

/** One change after the other, leaving out those that the rules refuse together with the ones before. */
export function asManyAsAccepted(
  topology: Topology,
  names: readonly string[],
  change: (topology: Topology, name: string) => Topology,
): { readonly topology: Topology; readonly changed: readonly string[] } {
  return names.reduce(
    (before: { topology: Topology; changed: readonly string[] }, name) => {
      const next = accepted(change(before.topology, name));
      return next === undefined ? before : { topology: next, changed: [...before.changed, name] };
    },
    { topology, changed: [] },
  );
}
