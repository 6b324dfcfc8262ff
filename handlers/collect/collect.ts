import { errorName } from "../common/log";
import { eachOf } from "../common/pool";
import { abandonedBy, differenceOf, type Change, type KnownServers } from "./difference";
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
  /** How many servers were written as gone since their account and region are no source any more. */
  readonly abandoned: number;
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

/** What came of all sources, and what kept the table from being read or written. */
export interface Collection {
  readonly result: CollectResult;
  readonly tableProblem: string | undefined;
}

/** More would bring no time, since accounts throttle one by one, but memory and sockets. */
const sourcesAtOnce = 8;

/** Of one source, or of those that are none; a table on demand takes far more than all of them together. */
const writesAtOnce = 4;

/**
 * Reads every source and writes what differs. A source that fails leaves its servers as they were, and the others alone.
 * Where the table cannot be read all of them fail, unread: nobody would know what differs. Without sources nothing is
 * done, not even to servers that were collected before: who stops collecting has not lost them.
 */
export async function collect(sources: readonly Source[], ports: Ports): Promise<Collection> {
  if (sources.length === 0) return collectionOf([], { abandoned: 0 });
  let known: KnownServers;
  try {
    known = await ports.known();
  } catch (error) {
    const tableProblem = sentenceOf(error);
    return collectionOf(
      sources.map((source) => ({ result: failedSource(source, tableProblem), tableProblem })),
      { abandoned: 0 },
    );
  }
  const done = await eachOf(sources, sourcesAtOnce, (source) => collectOne(source, known, ports));
  return collectionOf(done, await writeAbandoned(sources, known, ports));
}

interface Done {
  readonly result: SourceResult;
  readonly tableProblem?: string;
}

interface Abandoned {
  readonly abandoned: number;
  readonly tableProblem?: string;
}

const collectionOf = (done: readonly Done[], { abandoned, ...last }: Abandoned): Collection => ({
  result: {
    sources: done.map(({ result }) => result),
    failed: done.filter(({ result }) => !result.ok).length,
    abandoned,
  },
  tableProblem: [...done, last].find(({ tableProblem }) => tableProblem !== undefined)?.tableProblem,
});

async function collectOne(source: Source, known: KnownServers, ports: Ports): Promise<Done> {
  let answer: Answer;
  try {
    answer = await ports.read(source);
  } catch (error) {
    return { result: failedSource(source, sentenceOf(error)) };
  }
  const place = { account: source.account.name, region: source.region };
  const servers = serversOf(source, answer.reading).length;
  const { problem } = answer;
  const { counts, tableProblem } = await writeAll(differenceOf(source, answer.reading, known), ports);
  return tableProblem === undefined
    ? { result: { ...place, ok: true, servers, ...counts, ...(problem === undefined ? {} : { problem }) } }
    : { result: { ...place, ok: false, servers, ...counts, problem: tableProblem }, tableProblem };
}

const failedSource = ({ account, region }: Source, problem: string): SourceResult => ({
  account: account.name,
  region,
  ok: false,
  servers: 0,
  changed: 0,
  gone: 0,
  problem,
});

async function writeAbandoned(
  sources: readonly Source[],
  known: KnownServers,
  ports: Ports,
): Promise<Abandoned> {
  const { counts, ...written } = await writeAll(abandonedBy(sources, known), ports);
  return { abandoned: counts.gone, ...written };
}

interface Written {
  /** Without those that turned out to be somebody else's. */
  readonly counts: Readonly<Record<Change["kind"], number>>;
  readonly tableProblem?: string;
}

async function writeAll(changes: readonly Change[], { write }: Ports): Promise<Written> {
  const counts = { changed: 0, gone: 0 };
  try {
    await eachOf(changes, writesAtOnce, async (change) => {
      if (await write(change)) counts[change.kind]++;
    });
    return { counts };
  } catch (error) {
    return { counts, tableProblem: sentenceOf(error) };
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message : `Something unforeseen went wrong (${errorName(error)})`;
