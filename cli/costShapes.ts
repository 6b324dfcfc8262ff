import { sampleServers } from "../lab/sampleServers";
import { types } from "../lab/services/types";
import { EmbeddedRunError } from "../lab/embedded/failure";
import type { ResourceState } from "../lab/state";
import type { Mapping } from "../stacks/mapping";
import type { Topology } from "../stacks/topology/types";
import {
  cheaperOf,
  estimate,
  otherShapes,
  type Candidate,
  type CheaperShape,
  type Estimate,
  type Usage,
} from "../cost";
import { check } from "../verify/check";
import { resourcesOfProgram } from "../verify/sources/program";
import { stackFileFrom, type LoadedStack, type SourceOptions } from "./source";

/** The shapes that are cheaper, and how many more would have taken too long to try. */
export interface TriedShapes {
  readonly cheaper: readonly CheaperShape[];
  readonly untried: number;
}

/** A shape costs a run of the program, whose time goes with the number of resources. */
const mostTried = 12;
const mostResources = 6_000;

/**
 * Runs the program on the embedded cloud for every other shape of a topology, as many as take a reasonable time, and keeps
 * those that cost less and whose links are all answered.
 */
export async function cheaperShapes(
  source: SourceOptions,
  loaded: LoadedStack,
  usage: Usage,
): Promise<TriedShapes> {
  const candidates = otherShapes(loaded.topology);
  if (candidates.length === 0) return { cheaper: [], untried: 0 };
  const config = source.state === undefined ? stackFileFrom(source).config : configOf(loaded.resources);
  const run = (topology: Topology): Promise<readonly ResourceState[]> =>
    resourcesOfProgram({ stack: loaded.stack, config: withTopology(config, topology), topology });
  // A state may have lost what the program would make again with any shape.
  const present = source.state === undefined ? loaded.resources : await run(loaded.topology);
  const count = Math.min(mostTried, Math.max(1, Math.floor(mostResources / present.length)));
  const now = estimate(loaded.stack, loaded.topology, present, usage);
  const others: { candidate: Candidate; estimate: Estimate }[] = [];
  for (const candidate of candidates.slice(0, count)) {
    const resources = await unlessRefused(run(candidate.topology));
    if (resources === undefined) continue;
    const then = estimate(loaded.stack, candidate.topology, resources, usage);
    if (then.total < now.total && isGreen(loaded.stack, candidate.topology, resources))
      others.push({ candidate, estimate: then });
  }
  return { cheaper: cheaperOf(now, others), untried: Math.max(0, candidates.length - count) };
}

/** AWS has rules that a topology does not show. */
async function unlessRefused(
  run: Promise<readonly ResourceState[]>,
): Promise<readonly ResourceState[] | undefined> {
  try {
    return await run;
  } catch (error) {
    if (error instanceof EmbeddedRunError) return undefined;
    throw error;
  }
}

function isGreen(stack: string, topology: Topology, resources: readonly ResourceState[]): boolean {
  return check(stack, topology, resources, { servers: sampleServers }).ok;
}

function withTopology(config: Mapping, topology: Topology): Mapping {
  const kept = Object.entries(config).filter(([key]) => !key.startsWith("apilink:topology"));
  return { ...Object.fromEntries(kept), "apilink:topology": topology };
}

/** What of a stack's configuration shows in its state. */
function configOf(resources: readonly ResourceState[]): Mapping {
  return {
    "pulumi:disable-default-providers": ["aws"],
    "apilink:flowLogs": String(resources.some(({ type }) => type === types.flowLog)),
  };
}
