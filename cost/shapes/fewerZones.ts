import { compare } from "../../components/compare";
import type { Network, Topology } from "../../stacks/topology/types";
import { zonesOf } from "../stack";
import { asManyAsAccepted, type Candidate } from "./candidate";

/** All networks that the program makes in two zones, and in one. */
export function fewerZones(topology: Topology): readonly Candidate[] {
  return [2, 1].flatMap((most): readonly Candidate[] => {
    const wider = Object.entries(topology.networks)
      .filter(([, network]) => network.existing === undefined && zonesOf(network) > most)
      .map(([name]) => name)
      .sort(compare);
    const narrow = (before: Topology, name: string): Topology => ({
      ...before,
      networks: Object.fromEntries(
        Object.entries(before.networks).map(([key, network]) => [
          key,
          key === name ? inZones(network, most) : network,
        ]),
      ),
    });
    const { topology: changed, changed: names } = asManyAsAccepted(topology, wider, narrow);
    if (names.length === 0) return [];
    return [
      {
        shape: "fewer-zones",
        change: `${names.map((name) => `networks.${name}.zones`).join(", ")}: ${most}`,
        topology: changed,
        givesUp: [
          most === 1
            ? "an outage of the one zone takes every link of its network with it: check warns of it, rule single-zone"
            : "two zones must bear what more of them bore",
          "the subnets of the zones that go, with whatever runs in them, are removed",
        ],
      },
    ];
  });
}

function inZones(network: Network, most: number): Network {
  const { zones } = network;
  return { ...network, zones: typeof zones === "number" ? most : zones.slice(0, most) };
}
