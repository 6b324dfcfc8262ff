import { createRequire } from "node:module";
import { statuses, type CommandResult, type Io } from "./io";
import { stackFileFrom } from "./source";

export interface DoctorOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** A stack file. */
  readonly file?: string;
  /** Of an emulator of AWS, for every service. @default - AWS's own */
  readonly endpointUrl?: string;
  /** The report for programs. */
  readonly json?: boolean;
  /** Everything, however much there is. */
  readonly verbose?: boolean;
}

/**
 * Reads what is really there of a stack, and tells which links work, and what is otherwise than the program has it. Reads
 * only.
 *
 * @throws UserError for a topology, or credentials, that are not right.
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<CommandResult> {
  const { diagnose } = loaded();
  const report = await diagnose(stackFileFrom(options), { endpointUrl: options.endpointUrl });
  await Promise.resolve(io.stderr);
  return { status: report.ok ? statuses.ok : statuses.red, stdout: [JSON.stringify(report)] };
}

/** The AWS SDK takes longer to load than other commands to run, so it is loaded only here. */
function loaded(): typeof import("../verify/sources/live") {
  return createRequire(__filename)("../verify/sources/live") as typeof import("../verify/sources/live");
}
