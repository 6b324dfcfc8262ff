import { Command, CommanderError, Option } from "commander";
import { EmbeddedRunError } from "../lab/embedded/failure";
import { UserError } from "../stacks/userError";
import { check } from "./check";
import type { SourceOptions } from "./source";

/** Exit statuses: all as it should be, something is not, wrong usage or topology. */
const status = { ok: 0, red: 1, usage: 2 } as const;

const program = new Command("apilink")
  .description("Private APIs across AWS accounts and regions, from one topology")
  .showHelpAfterError("(apilink --help shows the commands)")
  .exitOverride();

const stackOption = new Option("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml (default: dev)");
const fileOption = new Option("--file <path>", "any stack file").conflicts("stack");

program
  .command("check", { isDefault: false })
  .description("run the program on the embedded cloud and tell what would be created and how each link is called")
  .addOption(stackOption)
  .addOption(fileOption)
  .option("--json", "the report for programs")
  .action(async (options: SourceOptions & { readonly json?: boolean }) => {
    process.exitCode = (await check(options)) ? status.ok : status.red;
  });

async function main(): Promise<void> {
  // A reader that has seen enough, such as head, is no error.
  process.stdout.on("error", () => process.exit());
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Says what went wrong, and with which exit status. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? status.ok : status.usage;
  if (error instanceof UserError) return say(error.message, status.usage);
  if (error instanceof EmbeddedRunError) return say(error.message, status.red);
  return say(error instanceof Error ? (error.stack ?? error.message) : String(error), status.red);
}

function say(message: string, exitStatus: number): number {
  process.stderr.write(`apilink: ${message}\n`);
  return exitStatus;
}

void main();
