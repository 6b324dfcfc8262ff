import { requireEngine } from "../../automation/engine";
import { EngineMissingError } from "../../automation/errors";

/** Skips the tests of a `describe` where there is no engine to run them with, and says so aloud. */
export function skipWithoutEngine(context: Mocha.Context): void {
  try {
    requireEngine(process.env);
  } catch (error) {
    if (!(error instanceof EngineMissingError)) throw error;
    console.log(`skipped: no pulumi on the PATH that can run this program (${error.message})`);
    context.skip();
  }
}
