import { createRequire } from "node:module";
import { RunError } from "@pulumi/pulumi";
import { Command, CommanderError, Option } from "commander";
import { EmbeddedRunError } from "../lab/embedded/failure";
import { UserError } from "../stacks/userError";
import {
  AutomationError,
  EngineMissingError,
  LabMixedError,
  RunInterruptedError,
} from "../automation/errors";
import type { RunCommand } from "../automation/run";
import { check } from "./check";
import { deploy, type DeployOptions } from "./deploy";
import type { SourceOptions } from "./source";

/** Exit statuses: all as it should be, something is not, wrong usage or topology, interrupted (128 + SIGINT). */
const status = { ok: 0, red: 1, usage: 2, interrupted: 130 } as const;

const { version } = createRequire(__filename)("../package.json") as { version: string };

const program = new Command("apilink")
  .description("Private APIs across AWS accounts and regions, from one topology")
  .version(version)
  .showHelpAfterError("(apilink --help shows the commands)")
  .exitOverride();

const stackOption = new Option("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml (default: dev)");
const fileOption = new Option("--file <path>", "any stack file").conflicts("stack");

program
  .command("check")
  .description(
    "run the program on the embedded cloud and tell what would be created and how each link is called",
  )
  .addOption(stackOption)
  .addOption(fileOption)
  .option("--json", "the report for programs")
  .action(async (options: SourceOptions & { readonly json?: boolean }) => {
    process.exitCode = (await check(options)) ? status.ok : status.red;
  });

const commands: readonly (readonly [command: RunCommand, description: string])[] = [
  ["preview", "show what an up would change"],
  ["up", "create or update the stack"],
  ["destroy", "remove everything that the stack created"],
];
for (const [command, description] of commands) {
  program
    .command(command)
    .description(description)
    .requiredOption("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml")
    .option("--lab", "on the embedded cloud, under the real engine: no account is touched")
    .action((options: DeployOptions) => deploy(command, options));
}

async function main(): Promise<void> {
  // A reader that has seen enough, such as head, is no error.
  process.stdout.on("error", () => process.exit());
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Errors whose message is all that there is to show, the special kinds first. */
const expected = [
  [UserError, status.usage],
  [RunError, status.usage],
  [EngineMissingError, status.usage],
  [LabMixedError, status.usage],
  [RunInterruptedError, status.interrupted],
  [AutomationError, status.red],
  [EmbeddedRunError, status.red],
] as const;

/** Says what went wrong, and with which exit status. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? status.ok : status.usage;
  for (const [kind, exitStatus] of expected) {
    if (error instanceof kind) return say(error.message, exitStatus);
  }
  return say(error instanceof Error ? (error.stack ?? error.message) : String(error), status.red);
}

function say(message: string, exitStatus: number): number {
  process.stderr.write(`apilink: ${message}\n`);
  return exitStatus;
}

void main();
