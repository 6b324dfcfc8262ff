import type { LambdaContext } from "../common/lambdaContext";
import type { Log } from "../common/log";
import { count, metricEntry } from "../common/metrics";
import type { Timer } from "../common/timer";
import { timeUp } from "../common/timeUp";
import { assumedAccounts } from "./assumedAccounts";
import { ownClients } from "./clients";
import { collect, type Collection, type CollectResult } from "./collect";
import { readSource } from "./readSource";
import { sourcesOf } from "./sources";
import { collectTable } from "./table";

export type CollectHandler = (event: unknown, context: LambdaContext) => Promise<CollectResult>;

/** A run that has to be tried again, or looked at: the function ends with it, and Lambda does what it is set to. */
export class CollectionFailedError extends Error {
  override readonly name = "CollectionFailedError";
}

/** Milliseconds that are kept for telling what was reached, out of those that the function has. */
const timeToReport = 5_000;

/**
 * The function: reads every source of the settings and writes what differs to the table.
 *
 * @param settings What `sourcesOf` reads.
 * @param timer What the time of all sources together is bounded by. @default - the clock
 * @throws CollectionFailedError where the table could not be read or written, or every source failed, and only after
 * what became of each source was told. Retries are safe: what the table says already is not written again.
 */
export function collectHandler(
  settings: unknown,
  tableName: string,
  log: Log,
  timer?: Timer,
): CollectHandler {
  const sources = sourcesOf(settings);
  return async (_event, context) => {
    const { table, sts } = ownClients();
    // What is under way when the time is up fails, so that the other sources' outcome is told all the same.
    const signal = timeUp(context, timeToReport, timer);
    const credentialsOf = assumedAccounts(sts, signal);
    try {
      const collection = await collect(sources, {
        ...collectTable(table, tableName, signal),
        read: async ({ account, region }) => readSource(region, await credentialsOf(account), signal),
      });
      report(collection.result, context.functionName, log);
      return resultOf(collection);
    } finally {
      table.destroy();
      sts.destroy();
    }
  };
}

/** One line a source, and one with the metrics. */
function report({ sources, failed, abandoned }: CollectResult, functionName: string, log: Log): void {
  for (const source of sources)
    log({
      level: source.ok ? (source.problem === undefined ? "info" : "warn") : "error",
      message: "source",
      ...source,
    });
  log(
    metricEntry(
      {
        at: Date.now(),
        dimensions: { Function: functionName },
        metrics: {
          FailedSources: count(failed),
          IncompleteSources: count(sources.filter(({ ok, problem }) => ok && problem !== undefined).length),
          Servers: count(sources.reduce((sum, { servers }) => sum + servers, 0)),
        },
      },
      { level: "info", message: "collected", sources: sources.length, abandoned },
    ),
  );
}

function resultOf({ result, tableProblem }: Collection): CollectResult {
  if (tableProblem !== undefined) throw new CollectionFailedError(tableProblem);
  const { sources, failed } = result;
  if (failed > 0 && failed === sources.length) {
    const [first] = sources;
    throw new CollectionFailedError(`All ${failed} sources failed; the first: ${first?.problem ?? ""}`);
  }
  return result;
}
