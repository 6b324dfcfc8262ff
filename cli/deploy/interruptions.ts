/** Ctrl-C in a terminal, and what a CI system sends when a job is cancelled. */
const signals = ["SIGINT", "SIGTERM"] as const;

/** Somebody asks for the end of a run. */
export interface Interruptions {
  readonly signal: AbortSignal;
  /** Back to Node's own way with these signals. */
  dispose(): void;
}

/**
 * Listens to the process's signals from now on.
 *
 * @param onSignal Is told how often it has been asked by now.
 */
export function interruptions(onSignal: (count: number) => void): Interruptions {
  const controller = new AbortController();
  let count = 0;
  const onEach = (): void => {
    count += 1;
    onSignal(count);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onEach);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onEach);
    },
  };
}
