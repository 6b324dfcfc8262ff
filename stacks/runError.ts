import * as pulumi from "@pulumi/pulumi";
import { UserError } from "./userError";

/**
 * What the engine is to be told of an error: of a mistake of the user's its message alone, without the stack trace that
 * every other error is shown with.
 */
export function asRunError(error: unknown): unknown {
  if (error instanceof UserError) return new pulumi.RunError(error.message);
  if (!pulumi.InputPropertiesError.isInstance(error)) return error;
  const problems = error.errors.map(({ propertyPath, reason }) => `  ${propertyPath}: ${reason}`);
  return new pulumi.RunError([error.message, ...problems].join("\n"));
}
