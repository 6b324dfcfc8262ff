import type { Deployment } from "@pulumi/pulumi/automation";
import type { ResourceState } from "../../lab/state";
import { UserError } from "../../stacks/userError";
import { readExport } from "../../verify/sources/stateFile";
import { topologyIn } from "../../verify/sources/stackTopology";
import { checkedOf, type Checked } from "./checked";

/**
 * The check of what a run has left.
 *
 * @throws UserError where the state is none of this program's.
 */
export function checkOfState(deployment: Deployment, source: string): Checked {
  const { stack, resources } = readExport(deployment, source);
  return checkedOf("state", { stack, topology: topologyIn(resources, source), resources, contents: {} });
}

/** The check of what a run has found; undefined of a stack that is empty, or was never made whole. */
export function checkOfStateIfWhole(deployment: Deployment | undefined, source: string): Checked | undefined {
  return deployment && ifReadable(() => checkOfState(deployment, source));
}

/** The resources that a run without a program will meet: those of the state, as far as it can be read. */
export function expectedIn(deployment: Deployment | undefined, source: string): readonly ResourceState[] {
  return (deployment && ifReadable(() => readExport(deployment, source).resources)) ?? [];
}

function ifReadable<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
