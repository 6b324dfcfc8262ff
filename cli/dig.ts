import { UserError } from "../stacks/userError";
import { callersOf } from "../verify/check/callers";
import { modelOf } from "../verify/model";
import { normalName } from "../verify/model/dnsName";
import { tracerOf } from "../verify/trace";
import { digLines } from "./dig/lines";
import { statuses, type CommandResult } from "./io";
import { findStack } from "./otherStack";
import type { SourceOptions } from "./source";
import { partsAt } from "./where";

export interface DigOptions extends SourceOptions {
  readonly from: string;
  /** The reason of the answer, too. */
  readonly verbose?: boolean;
}

/** Asks the resolver of a caller for a name and tells what dig would; no such name is an answer, too. */
export async function dig(text: string, options: DigOptions): Promise<CommandResult> {
  const name = nameOf(text);
  const { from, verbose = false } = options;
  const { stack, topology, resources, note } = await findStack(options, { where: from, host: name });
  const model = modelOf(resources, topology);
  const [part] = partsAt(from, callersOf(model, topology), stack);
  const notes = note === undefined ? "" : `apilink: ${note}\n`;
  if (part === undefined) {
    return {
      status: statuses.red,
      stdout: [],
      stderr: `${notes}apilink: unknown: nothing is known of where ${from} lies\n`,
    };
  }
  const { source } = part;
  const answer = tracerOf(model).resolve(source, name);
  return {
    status: answer.kind === "unknown" ? statuses.red : statuses.ok,
    stdout: digLines({ name, from, source: source.kind, answer }, verbose).map((line) => `${line}\n`),
    stderr: notes,
  };
}

/** @throws UserError for what is no name of the DNS. */
function nameOf(text: string): string {
  const name = normalName(text);
  if (/^(?=.{1,253}$)[a-z0-9_*-]{1,63}(\.[a-z0-9_*-]{1,63})*$/.test(name)) return name;
  throw new UserError(
    `${JSON.stringify(text)} is no name of the DNS\n  hint: write the host name alone, as in srv.example.com`,
  );
}
