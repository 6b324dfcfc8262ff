import { reportOf } from "../verify/report";
import { resourcesOfProgram } from "../verify/sources/program";
import { overview } from "./overview";
import { stackFileFrom, type SourceOptions } from "./source";

/**
 * Prints what would be created and how each link is called.
 *
 * @returns whether all is as it should be.
 */
export async function check({
  json = false,
  ...source
}: SourceOptions & { readonly json?: boolean }): Promise<boolean> {
  const stackFile = stackFileFrom(source);
  const resources = await resourcesOfProgram(stackFile);
  const report = reportOf(stackFile, resources);
  process.stdout.write(
    json ? `${JSON.stringify(report, null, 2)}\n` : overview(stackFile, resources, report),
  );
  return report.ok;
}
