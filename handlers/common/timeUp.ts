import { setMaxListeners } from "node:events";
import type { LambdaContext } from "./lambdaContext";

/** Makes a signal that is aborted after so many milliseconds, such as `AbortSignal.timeout`. */
export type Timer = (milliseconds: number) => AbortSignal;

const timer: Timer = (milliseconds) => AbortSignal.timeout(milliseconds);

/**
 * The signal that ends what is still under way early enough to tell what was reached. A function that has hardly any time
 * still uses half of it.
 *
 * @param timeToReport Milliseconds that are kept, out of those that the function has.
 * @param after @default - by the clock
 */
export function timeUp(context: LambdaContext, timeToReport: number, after = timer): AbortSignal {
  const remaining = Math.max(0, context.getRemainingTimeInMillis());
  const signal = after(Math.floor(Math.max(remaining - timeToReport, remaining / 2)));
  // Every call that is under way listens to it, and Node.js takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  return signal;
}
