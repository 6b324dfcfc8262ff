import type { Deployment } from "@pulumi/pulumi/automation";
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
  if (deployment === undefined) return undefined;
  try {
    return checkOfState(deployment, source);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
