import { createRequire } from "node:module";
import type { ReadingProgress } from "../verify/sources/live";
import { doctorText } from "./doctorText";
import { ReadingLine } from "./doctorText/readingLine";
import { statuses, widthOf, type CommandResult, type Io } from "./io";
import { jsonPieces } from "./json";
import { paintFor } from "./paint";
import { stackFileFrom } from "./source";
import { UserError } from "../stacks/userError";

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
 * Reads what is really there of a stack, and tells which links work, and what is otherwise than the program has it. It only
 * reads. How far it has come is shown on stderr, where that is a terminal.
 *
 * @throws UserError for a topology, or credentials, that are not right; EmbeddedRunError where AWS would refuse what the program
 * makes.
 */
export async function doctor(options: DoctorOptions, io: Io): Promise<CommandResult> {
  const { json = false, verbose = false, endpointUrl } = options;
  const file = stackFileFrom(options);
  if (endpointUrl !== undefined) requireUrl(endpointUrl);
  const line = new ReadingLine(io.stderr);
  const onProgress = (progress: ReadingProgress): void => {
    line.show(progress);
  };
  try {
    const report = await loaded().diagnose(file, { endpointUrl, onProgress });
    const view = { width: Math.min(80, widthOf(io.stdout)), paint: paintFor(io.stdout), verbose };
    return {
      status: report.ok ? statuses.ok : statuses.red,
      stdout: json ? jsonPieces(report) : [`${doctorText(report, view).join("\n")}\n`],
    };
  } finally {
    line.clear();
  }
}

/** @throws UserError for what is no URL of an HTTP server. */
function requireUrl(text: string): void {
  if (/^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text)) return;
  throw new UserError(
    `--endpoint-url ${JSON.stringify(text)} is no URL\n  hint: write it as in http://127.0.0.1:4566`,
  );
}

/** The AWS SDK takes longer to load than other commands to run, so it is loaded only here. */
function loaded(): typeof import("../verify/sources/live") {
  return createRequire(__filename)("../verify/sources/live") as typeof import("../verify/sources/live");
}
