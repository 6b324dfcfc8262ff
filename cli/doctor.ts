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
  const { diagnose } = await import("../verify/sources/live");
  const report = await diagnose(stackFileFrom(options), { endpointUrl: options.endpointUrl });
  void io;
  return { status: report.ok ? statuses.ok : statuses.red, stdout: [JSON.stringify(report)] };
}
