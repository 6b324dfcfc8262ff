import { createRequire } from "node:module";
import { Command, Option } from "commander";
import type { RunCommand } from "../automation/run";
import { defaultUsage } from "../cost";
import { check, type CheckOptions } from "./check";
import { cost, type CostOptions } from "./cost";
import { curl, type CurlOptions } from "./curl";
import { deploy, type DeployOptions } from "./deploy";
import { dig, type DigOptions } from "./dig";
import { doctor, type DoctorOptions } from "./doctor";
import { failureOf } from "./failures";
import { help } from "./help";
import { statuses, widthOf, writeAll, type CommandResult, type Io } from "./io";
import { paintFor } from "./paint";

const { version } = createRequire(__filename)("../package.json") as { version: string };

/**
 * Runs one command line.
 *
 * @param settle Is told the exit status as soon as it is known, before anything is written: the reader may go away.
 */
export async function run(
  args: readonly string[],
  io: Io,
  settle: (status: number) => void = () => undefined,
): Promise<number> {
  let status: number = statuses.ok;
  const end = (next: number): void => {
    status = next;
    settle(next);
  };
  const show = async (result: CommandResult): Promise<void> => {
    end(result.status);
    await writeAll(io.stderr, [result.stderr ?? ""]);
    await writeAll(io.stdout, result.stdout);
  };
  try {
    await programFor(io, show, end).parseAsync(args, { from: "user" });
  } catch (error) {
    const { status: failed, message } = failureOf(error);
    end(failed);
    if (message !== undefined) io.stderr.write(`apilink: ${message}\n`);
  }
  return status;
}

function programFor(
  io: Io,
  show: (result: CommandResult) => Promise<void>,
  end: (status: number) => void,
): Command {
  const program = new Command("apilink")
    .description("Private APIs across AWS accounts and regions, from one topology")
    .version(version)
    .showHelpAfterError("(apilink --help shows the commands)")
    .addHelpText("after", help.apilink)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => widthOf(io.stdout),
      getErrHelpWidth: () => widthOf(io.stderr),
    })
    .exitOverride();

  reading(program, "check", "trace every caller to every API and tell what is not as it should be")
    .option("--verbose", "also what the stack is made of, and each link in every form of its URL")
    .option("--json", "the report, for programs")
    .addHelpText("after", help.check)
    .action(async (options: CheckOptions) => {
      await show(await check(options, { width: widthOf(io.stdout), paint: paintFor(io.stdout) }));
    });

  reading(program, "curl", "follow one call and answer as curl would there: output, messages, exit status")
    .argument("<url>", "what to call; without a scheme, as in curl, over http")
    .requiredOption("--from <where>", whereHelp)
    .option("-X, --request <method>", "instead of GET")
    .option("-H, --header <line>", "as 'Name: value'; can be given more than once", gathered)
    .option("-k, --insecure", "accept a certificate of another name")
    .option("--resolve <entry>", "take a name to be an address: HOST:PORT:ADDRESS", gathered)
    .option("-i, --include", "the answer's status and headers, too")
    .option("-v, --verbose", "the conversation, and who decided what on the way, on stderr")
    .addOption(new Option("-s, --silent").hideHelp())
    .addOption(new Option("-S, --show-error").hideHelp())
    .addHelpText("after", help.curl)
    .action(async (url: string, options: CurlOptions) => {
      await show(await curl(url, options));
    });

  reading(program, "dig", "tell what the resolver of a caller answers for a name, as dig would")
    .argument("<name>", "the host name to ask for")
    .requiredOption("--from <where>", whereHelp)
    .option("-v, --verbose", "why it is answered so, as a comment")
    .addHelpText("after", help.dig)
    .action(async (name: string, options: DigOptions) => {
      await show(await dig(name, options));
    });

  for (const [name, description, options] of deployments) {
    const command = program
      .command(name)
      .description(description)
      .showHelpAfterError(`(apilink ${name} --help shows the options)`)
      .option("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml")
      .option("--file <path>", "any stack file; the stack is called after it, unless --stack names it")
      .option("--lab", "on the embedded cloud, under the real engine: no account is touched")
      .addHelpText("after", help.deployments)
      .action(async (given: DeployOptions) => {
        end(await deploy(name, given, io));
      });
    for (const option of [...options, ...ofEveryDeployment]) command.addOption(option());
  }

  program
    .command("doctor")
    .description("read what is really there, and tell which links work and which setting is different")
    .showHelpAfterError("(apilink doctor --help shows the options)")
    .addOption(
      new Option("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml (default: dev)").conflicts([
        "file",
      ]),
    )
    .option("--file <path>", "any stack file")
    .option("--endpoint-url <url>", "of an emulator of AWS, for every service")
    .option("--verbose", "everything, however much there is")
    .option("--json", "the report, for programs")
    .addHelpText("after", help.doctor)
    .action(async (options: DoctorOptions) => {
      await show(await doctor(options, io));
    });

  const costs = reading(program, "cost", "estimate what a month costs, by link, network and account")
    .option("--json", "the estimate, for programs")
    .addHelpText("after", help.cost)
    .action(async (options: CostOptions) => {
      await show(await cost(options, { width: widthOf(io.stdout), paint: paintFor(io.stdout) }));
    });
  for (const option of usage) costs.addOption(option());
  return program;
}

const whereHelp = "NETWORK (a workload in a private subnet), NETWORK/public, NETWORK/corporate, or internet";

/** An option is made anew for each command that has it. */
type MakeOption = () => Option;

const usage: readonly MakeOption[] = [
  () =>
    new Option(
      "--traffic-gb <gigabytes>",
      `what each link carries in a month (default: ${defaultUsage.trafficGb})`,
    ),
  () =>
    new Option(
      "--requests <count>",
      `how often each link is called in a month (default: ${defaultUsage.requests})`,
    ),
];

const force: MakeOption = () => new Option("--force", "go on although the check is red");

const policyPack: MakeOption = () =>
  new Option(
    "--policy-pack <folder>",
    "rules that the stack must pass; can be given more than once",
  ).argParser(gathered);

const policyPackConfig: MakeOption = () =>
  new Option(
    "--policy-pack-config <file>",
    "levels and settings of a policy pack, in JSON; one for each pack",
  ).argParser(gathered);

const policies = [policyPack, policyPackConfig];

const ofEveryDeployment: readonly MakeOption[] = [
  () => new Option("--recover", "first clear what a run that crashed has left"),
  () => new Option("--json", "events for programs, one a line"),
  () => new Option("--summary <file>", "also write a summary in Markdown, as for a pull request"),
  ...usage,
];

const deployments: readonly (readonly [
  command: RunCommand,
  description: string,
  options: readonly MakeOption[],
])[] = [
  ["preview", "check the topology, and show what an up would change", policies],
  ["up", "check the topology, create or update the stack, and check what is there", [force, ...policies]],
  ["refresh", "read what is really there into the state, and check it", []],
  ["destroy", "remove everything that the stack created", []],
];

/** A command that only reads, with the options that say what. */
function reading(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .showHelpAfterError(`(apilink ${name} --help shows the options)`)
    .addOption(
      new Option("--stack <name>", "the stack, whose file is Pulumi.NAME.yaml (default: dev)").conflicts([
        "file",
        "state",
      ]),
    )
    .addOption(new Option("--file <path>", "any stack file").conflicts(["state"]))
    .addOption(new Option("--state <path>", "what `pulumi stack export` wrote, instead of a stack file"))
    .option(
      "--without <what>",
      "as if every resource of this type or name were gone; can be given more than once",
      gathered,
    );
}

function gathered(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
