import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { isMapping, type Mapping } from "./mapping";
import type { StackSettings } from "./stack";
import { splitMessage } from "./topology/fields";
import { didYouMean } from "./topology/nearest";
import { parseTopology } from "./topology/parse";
import { pathOf, TopologyError, type TopologyProblem } from "./topology/problem";
import type { Topology } from "./topology/types";
import { readYaml } from "./yaml";

/** A stack's configuration, checked. */
export interface StackConfig {
  readonly topology: Topology;
  readonly settings: StackSettings;
}

/** Where a configuration was read from. */
export interface ConfigPlace {
  readonly source: string;
  /** The folder that `apilink:topologyFile` is relative to. */
  readonly dir: string;
  /** What is wrong with the text itself. */
  readonly problems?: readonly TopologyProblem[];
}

/** The configuration keys that are apilink's own. */
const namespace = "apilink:";
export const topologyKey = "apilink:topology";
export const topologyFileKey = "apilink:topologyFile";

const settingsShape = z.object({
  "apilink:tags": z
    .record(z.string(), z.string({ error: () => 'must be a text\nin quotes, such as "4711"' }), {
      error: () => 'must map names to texts\nsuch as { cost-centre: "4711" }',
    })
    .default({}),
  // `pulumi config set` writes it as a text.
  "apilink:flowLogs": z
    .union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")], {
      error: () => "must be true or false\nwrite true or false",
    })
    .default(false),
});

const known = [topologyKey, topologyFileKey, ...Object.keys(settingsShape.shape)];

/**
 * Reads `apilink:topology` or `apilink:topologyFile`, `apilink:tags` (default none) and `apilink:flowLogs` (default
 * false).
 *
 * @param config The stack's configuration, keys with their namespace, structures as values.
 * @throws TopologyError with every problem of all of them; UserError where a file cannot be read.
 */
export function readConfig(config: Mapping, place: ConfigPlace): StackConfig {
  const own = Object.fromEntries(Object.entries(config).filter(([key]) => key.startsWith(namespace)));
  const problems = [...(place.problems ?? []), ...unknownKeys(own), ...encrypted(own)];
  const settings = settingsShape.safeParse(own);
  if (!settings.success) {
    const told = settings.error.issues.map(({ path, message }) => ({
      path: pathOf(path),
      ...splitMessage(message),
    }));
    problems.push(...told.filter(({ path }) => !problems.some((earlier) => path.startsWith(earlier.path))));
  }
  const topology = attempt(() => readTopology(own, place), problems);
  if (problems.length > 0 || topology === undefined || !settings.success)
    throw new TopologyError(place.source, problems);
  const { "apilink:tags": tags, "apilink:flowLogs": flowLogs } = settings.data;
  return { topology, settings: { tags, flowLogs } };
}

/** The topology's problems join the others; any other error is passed on. */
function attempt(read: () => Topology, problems: TopologyProblem[]): Topology | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof TopologyError) || problems.length === 0) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function readTopology(own: Mapping, { source, dir }: ConfigPlace): Topology {
  const { [topologyKey]: inline, [topologyFileKey]: file } = own;
  const refuse = (path: string, message: string, hint: string): TopologyError =>
    new TopologyError(source, [{ path, message, hint }]);
  if (file === undefined) return parseTopology(inline, source);
  if (inline !== undefined) {
    const message = `stands beside ${topologyFileKey}: only one of them can be the topology`;
    throw refuse(topologyKey, message, "leave one of the two out");
  }
  if (typeof file !== "string") {
    throw refuse(topologyFileKey, "must be the path of a file", "such as topologies/dev.yaml");
  }
  const path = resolve(dir, file);
  if (!existsSync(path))
    throw refuse(topologyFileKey, `${file}: no such file`, `the path is relative to ${dir}`);
  const { value, duplicates } = readYaml(path, []);
  if (duplicates.length === 0) return parseTopology(value, file);
  const problems = [...duplicates];
  attempt(() => parseTopology(value, file), problems);
  throw new TopologyError(file, problems);
}

function unknownKeys(own: Mapping): TopologyProblem[] {
  return Object.keys(own)
    .filter((key) => !known.includes(key))
    .map((path) => ({ path, message: "is an unknown key", hint: didYouMean(path, known, "key") }));
}

/** Only the engine can open what is encrypted, and nothing of it is a secret. */
function encrypted(own: Mapping): TopologyProblem[] {
  return Object.entries(own)
    .filter(([, value]) => isMapping(value) && "secure" in value)
    .map(([path]) => ({
      path,
      message: "is encrypted",
      hint: "it holds no secret: set it without --secret, so that it can be read and reviewed",
    }));
}
