import * as pulumi from "@pulumi/pulumi";
import { configOf } from "./stacks/config";
import type { StackOutputs } from "./stacks/outputs";
import { topologyOf } from "./stacks/stackFile";
import { asRunError } from "./stacks/runError";
import { wire } from "./stacks/wire";

/**
 * The Pulumi program: reads the stack's topology, wires it, and exports how to call what came of it.
 *
 * @throws pulumi.RunError for what the user can mend, so that the message is shown and no stack trace.
 */
export = function program(): StackOutputs {
  try {
    const { values, settings } = configOf(new pulumi.Config("apilink"));
    const place = { source: `Pulumi.${pulumi.getStack()}.yaml`, dir: pulumi.getRootDirectory() };
    return wire(topologyOf(values, place), settings);
  } catch (error) {
    throw asRunError(error);
  }
};
