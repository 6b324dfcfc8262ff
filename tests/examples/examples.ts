import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** The project's folder, which every command is run in. */
export const root = join(__dirname, "../..");

/** A folder of stack files, and the page that walks through them. */
export interface Example {
  readonly name: string;
  /** Relative to the project's folder. */
  readonly stackFiles: readonly string[];
  readonly page: string;
}

const folder = join(root, "examples");

export const examples: readonly Example[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({
    name,
    stackFiles: readdirSync(join(folder, name))
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => relative(root, join(folder, name, file))),
    page: join(folder, name, "README.md"),
  }));

/** Whether a command needs the engine. */
export function isDeployment(command: string): boolean {
  return command.includes(" --lab");
}
