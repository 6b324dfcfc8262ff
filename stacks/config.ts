import type * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "./stack";
import { UserError } from "./userError";

/** The configuration of a stack, as the program reads it. */
export interface StackConfig {
  /** The values that hold the topology, keys with their namespace. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly settings: StackSettings;
}

/**
 * Reads `apilink:topology` or `apilink:topologyFile`, `apilink:tags` (default none) and `apilink:flowLogs` (default
 * false).
 *
 * @throws UserError for tags or flowLogs of the wrong kind.
 */
export function configOf(config: pulumi.Config): StackConfig {
  return {
    values: {
      [config.name + ":topology"]: structured(config.get("topology")),
      [config.name + ":topologyFile"]: config.get("topologyFile"),
    },
    settings: { tags: tagsOf(config), flowLogs: flowLogsOf(config) },
  };
}

/** Pulumi hands a structure over as JSON and a plain text as it is. */
function structured(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function tagsOf(config: pulumi.Config): Readonly<Record<string, string>> {
  const tags = structured(config.get("tags")) ?? {};
  const wrong = new UserError(
    `apilink:tags must map names to texts\n  hint: apilink:tags: { cost-centre: "4711" }`,
  );
  if (typeof tags !== "object" || Array.isArray(tags)) throw wrong;
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]: [string, unknown]) => {
      if (typeof value !== "string") throw wrong;
      return [name, value];
    }),
  );
}

function flowLogsOf(config: pulumi.Config): boolean {
  const value: string = config.get("flowLogs") ?? "false";
  if (value !== "true" && value !== "false") throw new UserError("apilink:flowLogs must be true or false");
  return value === "true";
}
