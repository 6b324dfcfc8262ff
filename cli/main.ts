import { run } from "./program";

/** A reader that has seen enough, such as head, is no error; a full disk is one. */
function onClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") {
    process.stderr.write(`apilink: the output cannot be written: ${error.message}\n`);
    process.exitCode = 1;
  }
  process.exit();
}

async function main(): Promise<void> {
  process.stdout.on("error", onClosed);
  process.stderr.on("error", () => process.exit());
  process.exitCode = await run(process.argv.slice(2), process, (status) => (process.exitCode = status));
}

void main();
