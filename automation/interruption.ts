import type { EngineEvent } from "@pulumi/pulumi/automation";
import { RunInterruptedError } from "./errors";

/** Ctrl-C in a terminal reaches the engine too; this is how long it may take to say so. */
const graceMilliseconds = 500;

/**
 * Passes an interruption on to the engine exactly once: a second one would make it drop what is under way. In a
 * terminal the engine gets Ctrl-C by itself, as part of the same process group, and says so in an event.
 */
export class Interruption {
  private readonly toEngine = new AbortController();
  private engineKnows = false;
  private dropped = false;

  constructor(private readonly signal: AbortSignal | undefined) {
    signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  /** What the Automation API is to listen to. */
  get engineSignal(): AbortSignal {
    return this.toEngine.signal;
  }

  /** @throws RunInterruptedError where somebody has asked for the run to end. */
  throwIfRequested(command: string): void {
    if (this.signal?.aborted ?? false) throw new RunInterruptedError(command, this.dropped);
  }

  observe(event: EngineEvent): void {
    const message = event.stdoutEvent?.message ?? "";
    this.engineKnows ||= message.includes(" received; cancelling");
    this.dropped ||= message.includes(" received; terminating");
  }

  dispose(): void {
    this.signal?.removeEventListener("abort", this.onAbort);
  }

  private readonly onAbort = (): void => {
    setTimeout(() => {
      if (!this.engineKnows) this.toEngine.abort();
    }, graceMilliseconds);
  };
}
