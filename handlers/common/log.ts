/** What a line of the log may hold. Nothing personal: no address, header, query value or key of a caller. */
export type LogEntry = Readonly<Record<string, unknown>>;

export type Log = (entry: LogEntry) => void;

/**
 * Writes one JSON object a line. Not by `console.log`, to which Lambda's runtime adds the time and a level of its own.
 *
 * Source: "Log and monitor Node.js Lambda functions" of the Lambda developer guide.
 */
export function log(entry: LogEntry): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}

/** Names of the language's own, which say less than the code that Node.js adds. */
const plainNames: ReadonlySet<string> = new Set(["Error", "AggregateError", "RangeError", "TypeError"]);

/** What an error is called: the one thing of it that a log may say, since its message can quote what was asked. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return plainNames.has(error.name) && "code" in error && typeof error.code === "string"
    ? error.code
    : error.name;
}
