import * as pulumi from "@pulumi/pulumi";
import { configOf } from "./stacks/config";
import type { StackOutputs } from "./stacks/outputs";
import { topologyOf } from "./stacks/stackFile";
import { UserError } from "./stacks/userError";
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
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    if (pulumi.InputPropertiesError.isInstance(error)) throw new pulumi.RunError(described(error));
    throw error;
  }
};

function described({ message, errors }: pulumi.InputPropertiesError): string {
  return [message, ...errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`)].join("\n");
}
