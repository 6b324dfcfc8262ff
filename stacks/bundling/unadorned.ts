import * as pulumi from "@pulumi/pulumi";
import { asRunError } from "../runError";

/**
 * What an input is to be rejected with, so that the engine shows the message as it is. Pulumi writes the property's name
 * before the message of an error, once for each input that is rejected with it.
 */
export function unadorned(cause: unknown): unknown {
  const error = asRunError(cause);
  if (!pulumi.RunError.isInstance(error)) return error;
  const { message } = error;
  return Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
}
