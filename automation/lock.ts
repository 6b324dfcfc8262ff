/** Who holds a stack's lock, as far as the backend says. */
export interface LockHolder {
  /** `user@host`, or what Pulumi Cloud knows of whoever started the other run. */
  readonly who: string;
  readonly since: Date | undefined;
  /** The engine's process on that host; Pulumi Cloud names none. */
  readonly pid: number | undefined;
  /** Undefined where the backend names none. */
  readonly host: string | undefined;
  /** The URL of the lock's file; Pulumi Cloud has none. */
  readonly file: string | undefined;
}

/** Whether the holder can still be at work, as seen from this machine. */
export type Liveness = "alive" | "dead" | "elsewhere";

/** A look at this machine. */
export interface Machine {
  readonly hostname: string;
  /** Whether there is such a process, and it can be an engine. */
  readonly runs: (pid: number) => boolean;
}

/** The engine's line for each lock file. Source: Pulumi's `pkg/backend/diy/lock.go`. */
const lockLine = /(\S+): created by (.+)@([^@\s]+) \(pid (\d+)\) at (\S+)/g;

/** The holders that a backend of files names in its refusal; Pulumi Cloud's refusal names none. */
export function holdersIn(message: string): readonly LockHolder[] {
  const holders = [...message.matchAll(lockLine)].map(
    ([, file, user = "", host = "", pid, since = ""]): LockHolder => ({
      who: `${user}@${host}`,
      since: dateOf(since),
      pid: Number(pid),
      host,
      file,
    }),
  );
  // What a command printed comes in twice.
  return [...new Map(holders.map((holder) => [holder.file, holder])).values()];
}

/** One run of a stack's history, newest first, as far as it matters here. */
export interface PastRun {
  readonly result: string;
  readonly startTime: Date;
  readonly environment: Readonly<Record<string, string>>;
}

/** The holders that the history of a stack names, which Pulumi Cloud keeps while a run is under way. */
export function holdersInHistory(history: readonly PastRun[]): readonly LockHolder[] {
  return history
    .filter(({ result }) => result === "in-progress")
    .map(({ startTime, environment }) => ({
      who: environment["git.author"] ?? environment["ci.system"] ?? "another run",
      since: startTime,
      pid: undefined,
      host: undefined,
      file: undefined,
    }));
}

/** A holder as a clause: who, since when, in which process. */
export function describeHolder({ who, since, pid }: LockHolder): string {
  const process = pid === undefined ? "" : ` (process ${pid})`;
  const when = since === undefined ? "" : ` since ${since.toISOString().replace(/\.\d+Z$/, "Z")}`;
  return `${who}${process}${when}`;
}

/** Only of this machine's own processes can it be said that they are gone. */
export function livenessOf({ host, pid }: LockHolder, machine: Machine): Liveness {
  if (host !== machine.hostname || pid === undefined) return "elsewhere";
  return machine.runs(pid) ? "alive" : "dead";
}

/** What to do about a lock, as a clause; who holds it decides. */
export function remedyFor(
  stack: string,
  holders: readonly LockHolder[],
  machine: Machine,
  unlocking = `\`pulumi cancel --stack ${stack}\``,
): string {
  const seen = holders.map((holder) => livenessOf(holder, machine));
  if (seen.length > 0 && seen.every((liveness) => liveness === "dead"))
    return "that process no longer runs, so run again with --recover";
  if (seen.includes("alive")) return "that process still runs, so wait for it to end";
  return `wait for it to end, or, once you are sure that it no longer runs, ${unlocking} and then run again with --recover`;
}

function dateOf(text: string): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
