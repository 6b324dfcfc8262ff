import { errorName } from "../common/log";

/** The steps of a call, each with a deadline of its own. */
export type Step = "dns" | "connect" | "tls" | "http";

/** Milliseconds that each step may take. */
export type Deadlines = Readonly<Record<Step, number>>;

/** Longer than any step takes that still serves a caller; API Gateway itself waits 29 seconds for a backend. */
export const deadlines: Deadlines = { dns: 3_000, connect: 3_000, tls: 3_000, http: 10_000 };

/** Milliseconds that steps took, as far as they were begun. */
export type Taken = Partial<Record<Step, number>>;

/** Why a step did not come to its end. */
export type Reason =
  | { readonly kind: "deadline"; readonly ms: number }
  /** All the time that the canary had. */
  | { readonly kind: "time-up" }
  | { readonly kind: "error"; readonly code: string; readonly isCertificate: boolean };

export class StepError extends Error {
  override readonly name = "StepError";

  constructor(
    readonly step: Step,
    readonly reason: Reason,
  ) {
    super(`${step}: ${reason.kind}`);
  }
}

/** What certificates are refused for is told by the step itself, since the codes are OpenSSL's and many. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";

  constructor(readonly code: string) {
    super(code);
  }
}

/** Bounds steps and takes their times. */
export interface Stopwatch {
  readonly taken: Taken;
  /** @throws StepError */
  readonly time: <T>(step: Step, task: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

/** @param timeUp When everything ends. */
export function stopwatch(limits: Deadlines, timeUp: AbortSignal): Stopwatch {
  const taken: Taken = {};
  return {
    taken,
    time: async (step, task) => {
      const began = performance.now();
      const late = AbortSignal.timeout(limits[step]);
      try {
        timeUp.throwIfAborted();
        return await task(AbortSignal.any([late, timeUp]));
      } catch (error) {
        if (timeUp.aborted) throw new StepError(step, { kind: "time-up" });
        if (late.aborted) throw new StepError(step, { kind: "deadline", ms: limits[step] });
        throw new StepError(step, {
          kind: "error",
          code: error instanceof CertificateError ? error.code : errorName(error),
          isCertificate: error instanceof CertificateError,
        });
      } finally {
        taken[step] = millisecondsSince(began);
      }
    },
  };
}

/** To a tenth. */
export function millisecondsSince(began: number): number {
  return Math.round((performance.now() - began) * 10) / 10;
}
