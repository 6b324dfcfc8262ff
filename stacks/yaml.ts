import { readFileSync } from "node:fs";
import { isPair, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import { pathOf, TopologyError, type TopologyProblem } from "./topology/problem";
import { UserError } from "./userError";

/** A YAML file's values, and the names that it gives twice. */
export interface YamlFile {
  readonly value: unknown;
  /** The reader of YAML takes the last of two equal keys; here they are told, each with its path. */
  readonly duplicates: readonly TopologyProblem[];
}

/**
 * Reads a YAML file.
 *
 * @param strip The steps that lead to the topology, left out of the duplicates' paths.
 * @throws UserError where there is no such file; TopologyError where it does not parse.
 */
export function readYaml(file: string, strip: readonly string[]): YamlFile {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { uniqueKeys: false, merge: true, lineCounter: lines });
  const several = document.errors.find(({ code }) => code === "MULTIPLE_DOCS");
  if (several !== undefined) {
    const hint = "keep one document a file: what stands before or after the line ---";
    throw new TopologyError(file, [{ path: "YAML", message: "holds more than one document", hint }]);
  }
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, linePos }) => ({
      path: linePos === undefined ? "YAML" : `line ${linePos[0].line}, column ${linePos[0].col}`,
      message: `does not parse: ${firstLine(message)}`,
      hint: "mend the indentation, the quotes or the brackets there",
    }));
    throw new TopologyError(file, problems);
  }
  return { value: valueOf(file, document), duplicates: duplicatesIn(document, lines, strip) };
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "is a folder, not a file",
  EACCES: "may not be read",
};

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = reasons[code] ?? `cannot be read (${code})`;
    throw new UserError(`${file}: ${reason}\n  hint: name a stack by --stack, or a stack file by --file`);
  }
}

function valueOf(file: string, document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const message = error instanceof Error ? firstLine(error.message) : String(error);
    throw new TopologyError(file, [
      { path: "YAML", message, hint: "write the values out instead of aliases" },
    ]);
  }
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").replace(/ at line \d+, column \d+:?$/, "");
}

function duplicatesIn(document: Document, lines: LineCounter, strip: readonly string[]): TopologyProblem[] {
  const problems: TopologyProblem[] = [];
  visit(document, {
    Map(_, map, ancestors) {
      const seen = new Set<string | undefined>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : undefined;
        if (name !== undefined && seen.has(name)) {
          const line = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 0;
          const steps = [...stepsTo(ancestors, map), name];
          const inside = strip.every((step, index) => steps[index] === step)
            ? steps.slice(strip.length)
            : steps;
          problems.push({
            path: pathOf(inside),
            message: `is given twice, the second time in line ${line}`,
            hint: "rename one of the two, or leave it out",
          });
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

/** The keys that lead from the document to a mapping. */
function stepsTo(ancestors: readonly unknown[], map: unknown): string[] {
  return [...ancestors, map].flatMap((node) =>
    isPair(node) && isScalar(node.key) ? [String(node.key.value)] : [],
  );
}
