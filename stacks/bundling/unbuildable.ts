import type { BuildFailure, Message } from "esbuild";
import { UserError } from "../userError";

/** What the user is to be told of a build that failed: each problem with its place, and no stack trace. */
export function unbuildable(name: string, error: unknown): UserError {
  const problems = isBuildFailure(error) ? error.errors.map(lineOf) : [textOf(error)];
  return new UserError(
    [
      `The function ${name} cannot be bundled:`,
      ...problems.map((problem) => `  ${problem}`),
      `Mend its sources in handlers/${name}, or, where a package is missing, install the dependencies with \`npm ci\`.`,
    ].join("\n"),
  );
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

/** Lines count from 1 and columns, at esbuild, from 0. */
function lineOf({ text, location }: Message): string {
  return location === null ? text : `${location.file}:${location.line}:${location.column + 1}: ${text}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
