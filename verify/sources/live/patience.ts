/**
 * For every client that reads. Milliseconds; with the SDK's own 0 a service that accepts a connection and answers nothing would
 * keep the command for ever. The adaptive mode slows a client down once it is throttled.
 */
export const patience = {
  retryMode: "adaptive",
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;
