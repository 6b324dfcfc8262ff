import type { LambdaContext } from "../common/lambdaContext";
import type { Log } from "../common/log";
import { count, metricEntry } from "../common/metrics";
import { eachOf } from "../common/pool";
import type { Timer } from "../common/timer";
import { timeUp } from "../common/timeUp";
import { makeCall, type CallResult } from "./call";
import { latencies } from "./latency";
import { resolving, type Resolve } from "./names";
import { canarySettingsOf, type ApiKeys } from "./settings";
import { deadlines, type Deadlines } from "./steps";

/** What the canary found. */
export interface CanaryResult {
  readonly network: string;
  readonly calls: readonly CallResult[];
  /** How many calls ended otherwise than they should. */
  readonly failed: number;
}

export type CanaryHandler = (event: unknown, context: LambdaContext) => Promise<CanaryResult>;

/** Everything but the settings. */
export interface CanaryWorld {
  readonly apiKeys: ApiKeys;
  readonly log: Log;
  /** @default - by the VPC's resolver */
  readonly resolve?: Resolve;
  /** @default - those of steps.ts */
  readonly deadlines?: Deadlines;
  /** PEM. @default - those that Node trusts */
  readonly authorities?: readonly string[];
  /** What the time of all calls together is bounded by. @default - the clock */
  readonly timer?: Timer;
}

/** Forms that are called at once: few enough that the calls are no load, and that their times are their own. */
const atOnce = 8;

/** Milliseconds that are kept for telling what was found, out of those that the function has. */
const timeToReport = 2_000;

/**
 * The function: makes every call of the settings and tells what came of it. That a link fails is what it is for, so the
 * function itself fails only where its settings are wrong.
 *
 * @param settings What `canarySettingsOf` reads.
 * @throws SettingsError
 */
export function canaryHandler(settings: unknown, world: CanaryWorld): CanaryHandler {
  const { network, calls } = canarySettingsOf(settings);
  const { log, authorities, timer } = world;
  return async (_event, context) => {
    const caller = {
      network,
      apiKeys: world.apiKeys,
      resolve: world.resolve ?? resolving(),
      deadlines: world.deadlines ?? deadlines,
      timeUp: timeUp(context, timeToReport, timer),
      ...(authorities && { authorities }),
    };
    const results = await eachOf(calls, atOnce, (call) => makeCall(call, caller));
    const result = { network, calls: results, failed: results.filter(({ agrees }) => !agrees).length };
    report(result, context.functionName, log);
    return result;
  };
}

/** One line a form, and those with the metrics. */
function report({ network, calls, failed }: CanaryResult, functionName: string, log: Log): void {
  for (const call of calls) log({ level: call.agrees ? "info" : "error", message: "called", ...call });
  const answered = calls.filter(({ outcome }) => outcome === "ok").map(({ totalMs }) => totalMs);
  const counts = { LinkFailures: count(failed), Calls: count(calls.length) };
  // Not by network: stacks of one account and region may each have a network of the same name.
  const [at, dimensions] = [Date.now(), { Function: functionName }];
  for (const metrics of [counts, ...latencies(answered)])
    log(metricEntry({ at, dimensions, metrics }, { level: "info", message: "counted", network }));
}
