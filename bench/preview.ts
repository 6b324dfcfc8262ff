import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { requireEngine } from "../automation/engine";
import { labEnvironment } from "../automation/environment";
import { EngineMissingError } from "../automation/errors";
import { labFolderName, labFolders } from "../automation/labFolders";
import { runStack } from "../automation/run";
import { readStackFile, stackFileOf } from "../stacks/stackFile";
import { resourcesOfProgram } from "../verify/sources/program";
import { archivesOf } from "./flat/archives";
import { recipeOf, type FlatResource } from "./flat/recipe";
import { elapsedTime, interleaved, type Sample } from "./measure";
import { run } from "./processes";
import type { Row } from "./row";

const projectDir = resolve(__dirname, "..");

/** Why the previews are not measured. */
export class SkippedError extends Error {
  override readonly name = "SkippedError";
}

/**
 * `pulumi preview` of dev and prod in their lab projects, beside a flat program of the same resources in a lab project
 * of its own: the same engine, loader, plugins and providers.
 *
 * @throws SkippedError where there is no engine on the PATH.
 */
export async function previewRows(): Promise<readonly Row[]> {
  requireEngineOrSkip();
  const labs = join(projectDir, labFolderName);
  mkdirSync(labs, { recursive: true });
  // In the project, since the loader is looked for from the lab's folder on.
  const root = mkdtempSync(join(labs, "bench-"));
  try {
    return [await rowOf("dev", root), await rowOf("prod", root)];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function rowOf(stack: string, root: string): Promise<Row> {
  const file = readStackFile(stackFileOf(stack, projectDir));
  const [states, archives] = [await resourcesOfProgram(file), await archivesOf(file)];
  const flatDir = join(root, `flat-${stack}`);
  writeFlatProject(flatDir, stack, recipeOf(states, { components: true, archives }));
  const [apilink = 0, baseline = 0] = await interleaved(
    [
      await previewOf(projectDir, stack, join(root, "lab")),
      await previewOf(flatDir, stack, join(root, "flat-lab")),
    ],
    { warmUp: 1, counted: 5 },
  );
  const what = `preview of ${stack} : flat program`;
  return { what, count: states.length, apilink, baseline, target: 1.3 };
}

/** A lab run makes the lab project; what is measured is the engine's own command in there. */
async function previewOf(dir: string, stack: string, labRoot: string): Promise<Sample> {
  await runStack({ command: "preview", lab: true, projectDir: dir, stack, labRoot });
  const folders = labFolders(labRoot, stack);
  const env = { ...process.env, ...labEnvironment(process.env, folders) };
  return elapsedTime(() =>
    run(["pulumi", "preview", "--non-interactive", "--stack", stack], { cwd: folders.project, env }),
  );
}

function writeFlatProject(dir: string, stack: string, recipe: readonly FlatResource[]): void {
  mkdirSync(dir, { recursive: true });
  const register = JSON.stringify(join(__dirname, "flat", "register"));
  writeFileSync(join(dir, "recipe.json"), JSON.stringify(recipe));
  writeFileSync(
    join(dir, "index.ts"),
    `import { registerAll } from ${register};\nimport recipe from "./recipe.json";\nexport = () => registerAll(recipe);\n`,
  );
  const config = { "pulumi:disable-default-providers": ["aws"] };
  writeFileSync(stackFileOf(stack, dir), stringify({ config }));
}

function requireEngineOrSkip(): void {
  try {
    requireEngine(process.env);
  } catch (error) {
    if (error instanceof EngineMissingError) throw new SkippedError(error.message);
    throw error;
  }
}
