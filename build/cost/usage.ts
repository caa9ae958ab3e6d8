/**
 * What the service uses. `measured`: counted on the sandbox, for the policy policies/example-org.yaml; all else is assumed, and
 * said so on the page.
 */
export const USAGE = {
  /** Of a hundred changes, how many break the policy and are put right: assumed. */
  shareOfFindings: 0.02,
  /** GB of memory, from serverless.yml. */
  guardMemory: 0.5,
  /** Seconds of a guard's call with one change: 7.6 ms of CPU (docs/benchmarks.md) at 0.29 of one, and four rounds of calls of 60 ms, some of them to other regions. */
  guardSeconds: 0.266,
  /** Seconds of a call with ten at once: the same waits, ten times the computing. */
  guardSecondsOfTen: 0.5,
  /** One query of the journal, and one look into the inventory: measured; items are below 4 KB. */
  readsOfChange: 1,
  /** The inventory's item of the image, 2 KB. */
  writesOfChange: 2,
  /** 29 writes of a finding that is told, put right and told again (measured), of 1.5 KB on average, and its entries in an index. */
  writesOfFinding: 48,
  /** 11 reads: measured. */
  readsOfFinding: 11,
  /** 5 messages sent (measured), each received and deleted. */
  requestsOfFinding: 15,
  /** 2 of each: measured. */
  alertsOfFinding: 2,
  /** Calls of remediate and notify for a finding, and seconds of each. */
  callsOfFinding: 3,
  secondsOfFinding: 0.6,
  /** KB of logs of a change: two lines, the metrics, and Lambda's own three lines; and of a finding. */
  logsOfChange: 2.5,
  logsOfTen: 1.3,
  logsOfFinding: 9,

  /** Days of a month, and its five-minute ticks. */
  days: 30,
  ticks: 8_640,
  /** Lambda asks an empty queue some fifteen times a minute. */
  pollsOfQueue: 15 * 60 * 24 * 30,
  imagesOfAccount: 250,
  /** Of a worker in an account-region, most of which hold few images: assumed. */
  sweepSeconds: 3,
  sweepSecondsOfEmpty: 1.5,
  /** Start, worker, choice, end. */
  transitionsOfPlace: 4,
  /** Each image's launch permission is read, and the image written, once in seven days. */
  daysOfImage: 7,
  /** Metrics read to compare counts with AWS's own. */
  metricReadsOfPlace: 2,
  /** Names in docs/operate.md, times the functions that publish them: 36; two of each of four quotas; and four of each of two account-regions that are near one. */
  ownMetrics: 52,
  /** DynamoDB asks for the key once in five minutes for each that uses a table. */
  keyUses: 100_000,
  gigabytesKept: 2,
} as const;
