import { setMaxListeners } from "node:events";
import type { Log } from "../common/log";
import { metricEntry } from "../common/metrics";
import { assumedAccounts } from "./assumedAccounts";
import { ownClients } from "./clients";
import { collect, type Collection, type CollectResult } from "./collect";
import { readSource } from "./readSource";
import { sourcesOf } from "./sources";
import { collectTable } from "./table";

/** What Lambda tells of the call, as far as it is used here. */
export interface LambdaContext {
  readonly functionName: string;
  readonly getRemainingTimeInMillis: () => number;
}

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
 * @throws Problem where the table cannot be read.
 * @throws CollectionFailedError where the table could not be written, or every source failed. Retries are safe: what
 * the table says already is not written again.
 */
export function collectHandler(settings: unknown, tableName: string, log: Log): CollectHandler {
  const sources = sourcesOf(settings);
  return async (_event, context) => {
    const { table, sts } = ownClients();
    // What is under way when the time is up fails, so that the other sources' outcome is told all the same.
    const signal = AbortSignal.timeout(timeFor(context.getRemainingTimeInMillis()));
    // Every call that is under way listens to it, and Node.js takes more than ten listeners for a leak.
    setMaxListeners(0, signal);
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

/** A function that has hardly any time still uses half of it. */
const timeFor = (remaining: number): number => Math.floor(Math.max(remaining - timeToReport, remaining / 2));

/** One line a source, and one with the metrics. */
function report({ sources, failed }: CollectResult, functionName: string, log: Log): void {
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
        counts: { FailedSources: failed, Servers: sources.reduce((sum, { servers }) => sum + servers, 0) },
      },
      { level: "info", message: "collected", sources: sources.length },
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
