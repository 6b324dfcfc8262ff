import { setMaxListeners } from "node:events";
import type { LambdaContext } from "./lambdaContext";
import { clock } from "./timer";

/**
 * The signal that ends what is still under way early enough to tell what was reached. A function that has hardly any time
 * still uses half of it.
 *
 * @param timeToReport Milliseconds that are kept, out of those that the function has.
 * @param timer @default - by the clock
 */
export function timeUp(context: LambdaContext, timeToReport: number, timer = clock): AbortSignal {
  const remaining = Math.max(0, context.getRemainingTimeInMillis());
  const signal = timer(Math.floor(Math.max(remaining - timeToReport, remaining / 2)));
  // Every call that is under way listens to it, and Node.js takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  return signal;
}
