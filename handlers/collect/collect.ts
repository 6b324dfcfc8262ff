import { errorName } from "../common/log";
import { eachOf } from "../common/pool";
import { differenceOf, type Change, type KnownServers } from "./difference";
import { Problem } from "./problem";
import { serversOf, type Reading } from "./servers";
import type { Source } from "./sources";

/** What became of one source. */
export interface SourceResult {
  /** The account's name. */
  readonly account: string;
  readonly region: string;
  /** Whether EC2 was read and the table says so. */
  readonly ok: boolean;
  /** How many it has, gone ones not counted. */
  readonly servers: number;
  /** How many were written since they are new or differ. */
  readonly changed: number;
  /** How many were written since nothing lists them any more. */
  readonly gone: number;
  /** One sentence; with `ok`, something that was not read and can wait. */
  readonly problem?: string;
}

export interface CollectResult {
  readonly sources: readonly SourceResult[];
  /** How many sources are not ok. */
  readonly failed: number;
}

/** What a source answered, and what of it could not be read though the rest is of use. */
export interface Answer {
  readonly reading: Reading;
  readonly problem?: string;
}

/** The world outside, which answers or throws a `Problem`. */
export interface Ports {
  readonly known: () => Promise<KnownServers>;
  readonly read: (source: Source) => Promise<Answer>;
  /** @returns false where the item turned out to be somebody else's, and was left. */
  readonly write: (change: Change) => Promise<boolean>;
}

/** What came of all sources, and what kept the table from being written. */
export interface Collection {
  readonly result: CollectResult;
  readonly tableProblem: string | undefined;
}

/** More would bring no time, since accounts throttle one by one, but memory and sockets. */
const sourcesAtOnce = 8;

/** Of one source; a table on demand takes far more than all of them together. */
const writesAtOnce = 4;

/**
 * Reads every source and writes what differs. A source that fails leaves its servers as they were, and the others alone.
 *
 * @throws Problem where the table cannot be read: without it nobody knows what differs.
 */
export async function collect(sources: readonly Source[], ports: Ports): Promise<Collection> {
  if (sources.length === 0) return { result: { sources: [], failed: 0 }, tableProblem: undefined };
  const known = await ports.known();
  const done = await eachOf(sources, sourcesAtOnce, (source) => collectOne(source, known, ports));
  return {
    result: {
      sources: done.map(({ result }) => result),
      failed: done.filter(({ result }) => !result.ok).length,
    },
    tableProblem: done.find(({ tableProblem }) => tableProblem !== undefined)?.tableProblem,
  };
}

interface Done {
  readonly result: SourceResult;
  readonly tableProblem?: string;
}

async function collectOne(source: Source, known: KnownServers, ports: Ports): Promise<Done> {
  const place = { account: source.account.name, region: source.region };
  const nothing = { servers: 0, changed: 0, gone: 0 };
  let answer: Answer;
  try {
    answer = await ports.read(source);
  } catch (error) {
    return { result: { ...place, ok: false, ...nothing, problem: sentenceOf(error) } };
  }
  const counts = { ...nothing, servers: serversOf(source, answer.reading).length };
  const { problem } = answer;
  try {
    await eachOf(differenceOf(source, answer.reading, known), writesAtOnce, async (change) => {
      if (await ports.write(change)) counts[change.kind]++;
    });
    return { result: { ...place, ok: true, ...counts, ...(problem === undefined ? {} : { problem }) } };
  } catch (error) {
    const tableProblem = sentenceOf(error);
    return { result: { ...place, ok: false, ...counts, problem: tableProblem }, tableProblem };
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message : `Something unforeseen went wrong (${errorName(error)})`;
