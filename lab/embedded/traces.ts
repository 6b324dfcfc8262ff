/**
 * Leaves stack traces unwritten from now on. The SDK has one written for each of the four promises of every output of
 * every resource, in case that one leaks, and source maps make that most of a run's time. An error keeps its frames, so a
 * trace that is read afterwards is whole.
 *
 * @returns what puts everything back as it was.
 */
export function deferTraces(): () => void {
  const writer: { prepareStackTrace?: unknown } = Error;
  const before = writer.prepareStackTrace;
  writer.prepareStackTrace = String;
  return () => {
    writer.prepareStackTrace = before;
  };
}
