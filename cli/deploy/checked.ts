import type { ResourceState } from "../../lab/state";
import type { Topology } from "../../stacks/topology/types";
import { check } from "../../verify/check";
import type { Report } from "../../verify/contract";
import type { LoadedStack } from "../source";

/** A check, and what it was made of. */
export interface Checked {
  /** What the resources are those of: the program on the embedded cloud, or the state of the stack. */
  readonly of: "program" | "state";
  readonly report: Report;
  readonly topology: Topology;
  readonly resources: readonly ResourceState[];
}

export function checkedOf(of: Checked["of"], { stack, topology, resources, contents }: LoadedStack): Checked {
  return { of, report: check(stack, topology, resources, contents), topology, resources };
}
