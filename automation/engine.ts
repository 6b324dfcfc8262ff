import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { EngineMissingError } from "./errors";

/** Names and values of a process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Pulumi's engine as it was found on this machine. */
export interface Engine {
  readonly command: PulumiCommand;
  readonly version: string;
}

/**
 * Finds the engine on the PATH, with what it needs to run this program.
 *
 * @throws EngineMissingError with one line that says what is missing and how to install it.
 */
export async function findEngine(): Promise<Engine> {
  requireEngine(process.env);
  const command = await PulumiCommand.get().catch((error: unknown) => {
    throw new EngineMissingError(`\`pulumi version\` does not work (${reasonOf(error)})`);
  });
  if (command.version === null) throw new EngineMissingError("`pulumi version` prints no version");
  return { command, version: command.version.version };
}

/** @throws EngineMissingError where the PATH has no `pulumi`, or no Node.js support beside it. */
export function requireEngine({ PATH = "", PATHEXT = "" }: Environment): void {
  const find = (command: string): string | undefined => findCommand(command, PATH, PATHEXT);
  const pulumi = find("pulumi");
  if (pulumi === undefined) throw new EngineMissingError("there is no `pulumi` on the PATH");
  const beside = dirname(realpathSync(pulumi));
  if (
    (find("pulumi-language-nodejs") ?? findCommand("pulumi-language-nodejs", beside, PATHEXT)) === undefined
  ) {
    throw new EngineMissingError("`pulumi` is on the PATH, but `pulumi-language-nodejs` is not");
  }
}

function findCommand(command: string, path: string, extensions: string): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  const names = ["", ...extensions.split(";").filter((extension) => extension !== "")];
  return folders
    .flatMap((folder) => names.map((extension) => join(folder, command + extension)))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The Automation API's message is a dump of the command's streams: the last line of its errors says why. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("Failed to parse")) return "it prints no version";
  const lines = (/ stderr: (.*?)\n err\?: /s.exec(text)?.[1] ?? text).trim().split("\n");
  return lines.at(-1) ?? text;
}
