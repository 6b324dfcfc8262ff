import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { signs } from "../../cli/checkText/cells";
import { failureOf } from "../../cli/curl/failures";
import { forms, rules } from "../../verify/contract";
import { outcomes, steps } from "../../verify/trace/types";
import { isUpdate, printedBy, rewritePage, transcriptsIn } from "../support/transcripts";

const file = join(__dirname, "../../docs/check.md");
const page = readFileSync(file, "utf8");

/** The cells of the one row of a section's table whose first cell names a word as code. */
function rowOf(section: string, word: string): readonly string[] {
  const text = page.split("\n## ").find((each) => each.startsWith(`${section}\n`)) ?? assert.fail(section);
  const rows = text
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, first = ""]) => first.split(", ").includes(`\`${word}\``));
  assert.equal(rows.length, 1, `${rows.length} rows of ${section} name ${word}`);
  return rows[0] ?? [];
}

describe("docs/check.md", function () {
  this.timeout(20_000);

  const transcripts = transcriptsIn(page);

  const printed = new Map<string, string>();

  for (const { command, shown } of transcripts) {
    it(`shows what is printed by ${command}`, async () => {
      const text = await printedBy(command);
      printed.set(command, text);
      if (!isUpdate) assert.deepEqual(shown.split("\n"), text.split("\n"));
    });
  }

  after(() => {
    if (isUpdate) rewritePage(file, printed);
  });

  it("shows a transcript of each command", () => {
    assert.equal(page.match(/```/g)?.length, transcripts.length * 2);
    const commands = new Set(transcripts.map(({ command }) => command.split(" ")[0]));
    assert.deepEqual([...commands], ["check", "curl", "dig"]);
  });

  it("explains every sign, and which are red", () => {
    for (const { sign } of Object.values(signs))
      assert.ok(rowOf("Who can call what", sign).length === 5, sign);
    const red = Object.values(signs).filter(({ sign }) => rowOf("Who can call what", sign)[3] === "yes");
    assert.deepEqual(
      red.map(({ sign }) => sign),
      ["x", "!"],
    );
  });

  it("explains every rule, with its severity", () => {
    for (const [rule, severity] of Object.entries(rules))
      assert.ok(rowOf("Findings", rule)[2]?.split(", ").includes(severity), rule);
  });

  it("explains every outcome, with curl's exit status", () => {
    const url = { scheme: "https", host: "example.com", port: 443, path: "/" } as const;
    for (const outcome of outcomes) {
      const failure = failureOf(outcome, url);
      const told = outcome === "cors-blocked" ? "" : outcome === "unknown" ? "1" : "0";
      assert.equal(
        rowOf("One call", outcome)[3],
        failure === undefined ? told : String(failure.status),
        outcome,
      );
    }
  });

  it("names every form and every step of the report", () => {
    for (const word of [...forms, ...steps]) assert.ok(page.includes(`\`${word}\``), word);
  });
});
