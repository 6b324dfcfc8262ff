import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isMapping } from "../../stacks/mapping";
import { printable } from "../../stacks/printable";
import { UserError } from "../../stacks/userError";
import type { DeployOptions } from "./options";

/** The policy packs of a run, and a file of settings for each of them, or none at all; absolute paths. */
export interface PolicyPacks {
  readonly policyPacks: readonly string[];
  readonly policyPackConfigs: readonly string[];
}

/**
 * Reads what the options say of policy packs.
 *
 * @throws UserError where there is no such pack or file, or a pack without settings beside one with them.
 */
export function policyPacksFrom({
  policyPack = [],
  policyPackConfig = [],
}: Pick<DeployOptions, "policyPack" | "policyPackConfig">): PolicyPacks {
  for (const folder of policyPack) requirePack(folder);
  for (const file of policyPackConfig) requireConfig(file);
  // The engine pairs them by their order.
  if (policyPackConfig.length > 0 && policyPackConfig.length !== policyPack.length) {
    throw new UserError(
      `--policy-pack-config: ${policyPackConfig.length} for ${policyPack.length} of --policy-pack\n  hint: give one for each pack, in the same order`,
    );
  }
  return {
    policyPacks: policyPack.map((folder) => resolve(folder)),
    policyPackConfigs: policyPackConfig.map((file) => resolve(file)),
  };
}

function requirePack(folder: string): void {
  const isPack = ["yaml", "yml", "json"].some((ending) => existsSync(join(folder, `PulumiPolicy.${ending}`)));
  if (isPack) return;
  throw new UserError(
    `--policy-pack ${printable(folder)}: there is no policy pack\n  hint: name the folder of its PulumiPolicy.yaml`,
  );
}

function requireConfig(file: string): void {
  const settings = readJson(file);
  if (isMapping(settings)) return;
  throw new UserError(
    `--policy-pack-config ${printable(file)}: must be a JSON file of rules and their levels or settings\n  hint: such as { "imdsv2": "advisory" }`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`--policy-pack-config ${printable(file)}: cannot be read (${printable(why)})`);
  }
}
