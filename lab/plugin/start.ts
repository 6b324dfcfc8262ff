import { FaultsError } from "./faults";
import { NoLabError } from "./folder";

/** A plugin that may not run ends with one line; the engine shows it to the user. */
export function startOrSayWhyNot(start: () => void): void {
  try {
    start();
  } catch (error) {
    if (!(error instanceof NoLabError || error instanceof FaultsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
