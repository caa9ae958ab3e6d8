/**
 * What every SDK client here is made with. Three tries take at most 15 s of time-outs and about a second of back-off, well
 * inside a function's time; what still fails goes back to SQS, which waits longer than a paid-for function should. Not
 * `adaptive`: after one throttle it slows down every later call of a client, while AWS's buckets are one per action.
 */
export const CLIENT_DEFAULTS = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
} as const;
