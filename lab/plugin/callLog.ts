import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The calls of a run, in the order in which they came, whichever of its providers they came to: a file in the cloud's
 * folder, to which each provider appends. One call a line; a line is appended at once, so that none is ever torn.
 */
export class CallLog {
  private written = 0;

  /** @param run What all providers of a run have in common and no other run has. */
  constructor(
    private readonly folder: string,
    private readonly run: number,
  ) {}

  /** Notes a call, and tells its number in the run, from 1 on. */
  add(call: string): number {
    const file = join(this.folder, callLogName(this.run));
    const line = `${process.pid}-${++this.written} ${call}`;
    appendFileSync(file, `${line}\n`);
    return readFileSync(file, "utf8").split("\n").indexOf(line) + 1;
  }
}

/** The name of a run's file. */
export function callLogName(run: number): string {
  return `calls-${run}.log`;
}
