import { Refusal } from "../refusal";

/** One resource that the embedded cloud refused, or one thing wrong with the program around it. */
export interface Failure {
  /** The resource's type and name, or what else went wrong. */
  readonly what: string;
  readonly code: string;
  readonly message: string;
}

/** A program that could not be deployed as it is, with every refusal of the run. */
export class EmbeddedRunError extends Error {
  override readonly name = "EmbeddedRunError";

  constructor(readonly failures: readonly Failure[]) {
    const lines = failures.map(({ what, code, message }) => `  ${what}\n    ${code}: ${message}`);
    const count = `${failures.length} ${failures.length === 1 ? "error" : "errors"}`;
    super([`${count} on the embedded cloud, as there would be on AWS`, ...lines].join("\n"));
  }
}

/** What the SDK puts before the message of an error that an input was rejected with. */
const writtenBySdk = /^(error serializing property "[^"]*": )+/;

/** A refusal, or an error on our own side, as one line of the report. */
export function failureOf(what: string, error: unknown): Failure {
  if (error instanceof Refusal) return { what, code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { what, code: "Error", message: message.replace(writtenBySdk, "") };
}
