import * as pulumi from "@pulumi/pulumi";
import { readConfig } from "./stacks/config";
import type { StackOutputs } from "./stacks/outputs";
import { asRunError } from "./stacks/runError";
import { wire } from "./stacks/wire";

/**
 * The Pulumi program: reads the stack's topology, wires it, and exports how to call what came of it.
 *
 * @throws pulumi.RunError for what the user can mend, so that the message is shown and no stack trace.
 */
export = function program(): StackOutputs {
  try {
    const place = { source: `Pulumi.${pulumi.getStack()}.yaml`, dir: pulumi.getRootDirectory() };
    const { topology, settings } = readConfig(structured(pulumi.runtime.allConfig()), place);
    return wire(topology, settings);
  } catch (error) {
    throw asRunError(error);
  }
};

/** Pulumi hands structures over as JSON and plain texts as they are. */
function structured(config: Readonly<Record<string, string>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [key, parsed(text)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
