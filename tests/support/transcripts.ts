import { readFileSync, writeFileSync } from "node:fs";
import { apilinkHere } from "./command";

/** A command on a page, and what the page says that it prints. */
export interface Transcript {
  /** Without the prompt and `apilink`. */
  readonly command: string;
  readonly shown: string;
}

const block = /```console\n([^]*?)\n```/g;
const prompt = "$ apilink ";

/** Every command on a page, in its order: a block may show several. */
export function transcriptsIn(page: string): readonly Transcript[] {
  return [...page.matchAll(block)].flatMap(([, text = ""]) =>
    `\n${text}`
      .split(`\n${prompt}`)
      .slice(1)
      .map((each): Transcript => {
        const [command = "", ...shown] = each.split("\n");
        return { command, shown: plain(shown.join("\n")) };
      }),
  );
}

/** `UPDATE_PAGES=1` writes what is printed into the pages instead of comparing it. */
export const isUpdate = process.env["UPDATE_PAGES"] === "1";

/** Writes what the commands really print into the page. */
export function rewritePage(file: string, printed: ReadonlyMap<string, string>): void {
  const page = readFileSync(file, "utf8");
  const updated = page.replace(block, (whole) => {
    const rewritten = transcriptsIn(whole).map(({ command, shown }) => {
      const text = printed.get(command) ?? shown;
      return `${prompt}${command}\n${text}`.trimEnd();
    });
    return ["```console", ...rewritten, "```"].join("\n");
  });
  writeFileSync(file, updated);
}

/** What a command prints in this process: errors first, and its status where the line ends in `; echo $?`. */
export async function printedBy(command: string): Promise<string> {
  const [line = "", echo] = command.split("; ");
  const { status, stdout, stderr } = await apilinkHere(words(line));
  const text = plain(`${stderr}${stdout}`);
  return echo === "echo $?" ? [text, String(status)].filter((part) => part !== "").join("\n") : text;
}

/** Words as a shell takes them apart, single quotes included. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

function plain(text: string): string {
  return text
    .replace(/\r/g, "")
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/^\n+|\n+$/g, "");
}
