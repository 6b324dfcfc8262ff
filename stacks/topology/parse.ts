import { readDraft } from "./draft";
import { TopologyError, type TopologyProblem } from "./problem";
import { brokenRules } from "./rules";
import type { Topology } from "./types";

/**
 * Checks a topology as it was written and fills in the defaults.
 *
 * @param raw The value as YAML or JSON gave it.
 * @param source Where it was read from, for the error.
 * @throws TopologyError with every problem of the file.
 */
export function parseTopology(raw: unknown, source: string): Topology {
  const problems: TopologyProblem[] = [];
  const { known, links, subscriptions, ...named } = readDraft(raw, (problem) => problems.push(problem));
  problems.push(...brokenRules({ known, links, subscriptions, ...named }));
  if (problems.length > 0) throw new TopologyError(source, problems);
  return {
    ...named,
    links: links.map(({ entry }) => entry),
    subscriptions: subscriptions.map(({ entry }) => entry),
  };
}
