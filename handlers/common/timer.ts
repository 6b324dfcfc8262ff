/** Makes a signal that is aborted after so many milliseconds. */
export type Timer = (milliseconds: number) => AbortSignal;

export const clock: Timer = (milliseconds) => AbortSignal.timeout(milliseconds);
