import { compare } from "../../components/compare";
import type { Topology } from "../../stacks/topology/types";
import { accepted, through, type Candidate } from "./candidate";

/** Networks that use another network's endpoint in their own region, each with an endpoint of its own instead. */
export function ownEndpoints(topology: Topology): readonly Candidate[] {
  const { networks, links } = topology;
  const callers = [
    ...new Set(
      links.filter((link) => isBorrowing(link.from, link.through, networks)).map(({ from }) => from),
    ),
  ];
  return callers.sort(compare).flatMap((name): readonly Candidate[] => {
    const changed = accepted(
      through(topology, name, (link) => link.from === name && isBorrowing(name, link.through, networks)),
    );
    if (changed === undefined) return [];
    const isNew = !links.some((link) => link.through === name);
    return [
      {
        shape: "own-endpoint",
        change: `the links from ${name} in its own region: through: ${name}`,
        topology: changed,
        givesUp: isNew
          ? [`one endpoint more to look after, in ${name}`]
          : ["nothing: the endpoint is there already"],
      },
    ];
  });
}

function isBorrowing(from: string, carrier: string, networks: Topology["networks"]): boolean {
  return from !== carrier && networks[from]?.region === networks[carrier]?.region;
}
