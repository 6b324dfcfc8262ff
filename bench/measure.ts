import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";

/** Runs once, and tells how many milliseconds that took. */
export type Sample = () => Promise<number>;

/** How often each sample is taken. */
export interface Rounds {
  readonly warmUp: number;
  readonly counted: number;
}

/**
 * Takes the samples in turn, A B A B, so that whatever else the machine does falls on all of them alike.
 *
 * @returns the median of each, in the order given.
 */
export async function interleaved(
  samples: readonly Sample[],
  { warmUp, counted }: Rounds,
): Promise<number[]> {
  const taken = samples.map((): number[] => []);
  for (let round = 0; round < warmUp + counted; round++) {
    for (const [index, sample] of samples.entries()) {
      const time = await sample();
      if (round >= warmUp) taken[index]?.push(time);
    }
  }
  return taken.map(median);
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** A sample of what this process does: its processor time, which other processes hardly change. */
export function processorTime(work: () => Promise<unknown>): Sample {
  return async () => {
    collectGarbage();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}

/** A sample of what other processes do: the time until they are done. */
export function elapsedTime(work: () => Promise<unknown>): Sample {
  return async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
}

/** What one sample leaves behind must not be cleared away in the next one's time. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}
