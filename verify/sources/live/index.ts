import { resourcesOfProgram } from "../program";
import type { StackFile } from "../../../stacks/stackFile";
import { diagnosed } from "../../doctor";
import type { DoctorReport } from "../../doctor/report";
import { Clients } from "./clients";
import { requireAccounts, type AccountOptions } from "./credentials";
import { placesOf } from "./places";
import { readLive, type ReadingProgress } from "./read";
import { readers } from "./readers";
import { withUntoldEnvironments } from "./untoldEnvironments";

export type { ReadingProgress } from "./read";

export interface DiagnoseOptions extends AccountOptions {
  /** Is told how far the reading has come. */
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
}

/**
 * Reads what is there of a stack, in all its accounts, and compares it with what its program makes. It only reads.
 *
 * @throws UserError for credentials that are not right; EmbeddedRunError where AWS would refuse what the program makes.
 */
export async function diagnose(
  file: Pick<StackFile, "stack" | "config" | "topology">,
  { endpointUrl, onProgress }: DiagnoseOptions = {},
): Promise<DoctorReport> {
  const { stack, topology } = file;
  const accounts = await requireAccounts(topology, { endpointUrl });
  const expected = await resourcesOfProgram(file);
  const tag = `apilink/${stack}`;
  const clients = new Clients({ endpointUrl });
  try {
    const { resources: live, unread } = await readLive(placesOf(topology, expected), {
      readers,
      accounts,
      clients,
      topology: tag,
      onProgress,
    });
    const readTypes = new Set(readers.flatMap(({ types }) => types));
    const report = diagnosed({ stack, topology, expected, live, unread, readTypes, tag });
    return withUntoldEnvironments(report, live);
  } finally {
    clients.destroy();
  }
}
