import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** A run's calls as they are known so far. */
interface Calls {
  /** The engine's process: it is in the name of the file that its providers write. */
  readonly engine: number;
  readonly count: number;
}

const callLog = /^calls-(\d+)\.log$/;

/** The engines that have called the cloud of a lab. */
export function enginesAt(cloud: string): ReadonlySet<number> {
  return new Set(namesIn(cloud).flatMap((name) => Number(callLog.exec(name)?.[1] ?? [])));
}

/** The engine of the run that is under way, once its providers have made so many calls. Gives up when told to. */
export async function engineAfter(
  calls: number,
  cloud: string,
  earlier: ReadonlySet<number>,
  gone: AbortSignal,
): Promise<number | undefined> {
  while (!gone.aborted) {
    const reached = callsAt(cloud).find(({ engine, count }) => !earlier.has(engine) && count >= calls);
    if (reached !== undefined) return reached.engine;
    await setTimeout(5);
  }
  return undefined;
}

/** Ends an engine as a machine does that runs out of memory, or, with everything it has started, as one without power. */
export function kill(engine: number, everything: boolean): void {
  const family = everything ? descendantsOf(engine) : [];
  for (const pid of [engine, ...family]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}

/** Linux tells who started whom; elsewhere only the engine is killed. */
function descendantsOf(pid: number): readonly number[] {
  const children = childrenOf(pid);
  return [...children, ...children.flatMap(descendantsOf)];
}

function childrenOf(pid: number): readonly number[] {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const lists = tasks.map((task) => readFileSync(`/proc/${pid}/task/${task}/children`, "utf8"));
    return lists.flatMap((list) => list.split(" ").flatMap((text) => (text === "" ? [] : Number(text))));
  } catch {
    return [];
  }
}

function callsAt(cloud: string): readonly Calls[] {
  return namesIn(cloud).flatMap((name) => {
    const engine = callLog.exec(name)?.[1];
    if (engine === undefined) return [];
    return { engine: Number(engine), count: readFileSync(join(cloud, name), "utf8").split("\n").length - 1 };
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
