import type { Topology } from "../../stacks/topology/types";
import type { Candidate } from "./candidate";
import { fewerZones } from "./fewerZones";
import { ownEndpoints } from "./ownEndpoint";
import { sharedEndpoints } from "./sharedEndpoint";

export type { Candidate } from "./candidate";

/** Other shapes of a topology that its rules accept, those first that change most. */
export function otherShapes(topology: Topology): readonly Candidate[] {
  return [...sharedEndpoints(topology), ...fewerZones(topology), ...ownEndpoints(topology)];
}
