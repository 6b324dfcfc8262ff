import { resolve } from "node:path";
import { readStackFile, stackFileOf, type StackFile } from "../stacks/stackFile";

/** Where a command takes its topology from. */
export interface SourceOptions {
  /** @default "dev" */
  readonly stack?: string;
  readonly file?: string;
}

/** The folder of Pulumi.yaml and the stack files. */
export const projectDir = resolve(__dirname, "..");

/**
 * Reads the stack file that the options name.
 *
 * @throws UserError
 */
export function stackFileFrom({ stack = "dev", file }: SourceOptions): StackFile {
  return readStackFile(file ?? stackFileOf(stack, projectDir));
}
