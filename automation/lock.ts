/** Who holds a stack's lock, as far as the backend says. */
export interface LockHolder {
  /** `user@host`, or what Pulumi Cloud calls whoever started the other run. */
  readonly who: string;
  readonly since: Date | undefined;
  /** The engine's process on that host; Pulumi Cloud names none. */
  readonly pid: number | undefined;
}

/** A holder as a clause: who, since when, in which process. */
export function describeHolder({ who, since, pid }: LockHolder): string {
  const process = pid === undefined ? "" : ` (process ${pid})`;
  const when = since === undefined ? "" : ` since ${since.toISOString().replace(/\.\d+Z$/, "Z")}`;
  return `${who}${process}${when}`;
}
