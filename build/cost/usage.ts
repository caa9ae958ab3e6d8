/**
 * What the service uses. Measured: of changes by `npm run bench -- changes`, on the packaged template with bench/cost.yaml in force, and
 * test/e2e/change-cost.test.ts holds these numbers against it. All else is assumed, and said so on the page.
 */
export const USAGE = {
  /**
   * Of a million changes those that are launches: assumed. Where 1,000 accounts hold 250 images each, and an image lives for half a year,
   * some 42,000 begin and end in a month, and each tells of itself seven times: 292,000. The rest is launches, one an hour in each account.
   */
  shareOfLaunches: 0.7,
  /** Of a hundred changes, how many break the policy and are put right: assumed. */
  shareOfFindings: 0.02,
  /** GB of memory, from serverless.yml. */
  guardMemory: 0.25,
  remediateMemory: 0.5,
  notifyMemory: 0.25,
  /** Seconds of a whole CPU: guard.launch.cpu_ms and guard.tag.cpu_ms of docs/benchmarks.md, rounded up. */
  cpuOfLaunch: 0.002,
  cpuOfImageChange: 0.01,
  /** Seconds of a call to DynamoDB, to EC2 (some are to another region), and of a session with its first connection: assumed. */
  secondsOfTable: 0.01,
  secondsOfEc2: 0.11,
  secondsOfSession: 0.1,
  /** Of image changes those whose account has no session yet; they come in company, and a session lasts for an hour: assumed. */
  shareOfSessions: 0.3,
  /** Rounds of calls, one after another: measured. No rule reads instances in bench/cost.yaml: a policy with `launch` asks EC2 for two. */
  tableRoundsOfLaunch: 1,
  tableRoundsOfImageChange: 2,
  ec2RoundsOfImageChange: 2,
  /** DynamoDB's units: measured, of an image's seven changes on average. */
  readsOfLaunch: 1,
  readsOfImageChange: 24 / 7,
  writesOfImageChange: 13 / 7,
  /** One of the seven asks for another look. */
  timersOfImageChange: 1 / 7,
  /** KB of logs with 26 bytes a line, metrics among them: measured. Those of the metrics alone are one line of a call, whatever its batch. */
  logsOfLaunch: 0.62,
  logsOfImageChange: 0.64,
  logsOfMetrics: 0.25,
  /** An image's item, written whole. */
  writesOfImage: 1,
  /** Changes spread evenly over so many account-regions, the dearest case: each is read once by every guard that starts, and written once between two sweeps. */
  placesHeard: 4_000,
  writesOfHearing: 1,
  /** The policy is read anew once a minute, by one guard that is always warm. */
  policyReads: 43_200,
  /** A share that is found, told, put right and told again: measured. */
  writesOfFinding: 35,
  readsOfFinding: 15,
  messagesOfFinding: 3,
  alertsOfFinding: 2,
  callsOfNotify: 2,
  logsOfFinding: 5.4,
  /** Its rounds of calls (18 and 6 of remediate, 7 and 3 of notify's two calls: measured) with the same times, and some computing. */
  secondsOfRemediate: 0.95,
  secondsOfNotify: 0.3,

  /** Days of a month, and its five-minute ticks. */
  days: 30,
  ticks: 8_640,
  /** Lambda asks an empty queue some fifteen times a minute. */
  pollsOfQueue: 15 * 60 * 24 * 30,
  imagesOfAccount: 250,
  /** Of an account's regions those that hold images: assumed. */
  regionsWithImages: 4,
  /** Account-regions that a worker is given at once, and that it sweeps side by side. */
  placesOfBatch: 25,
  placesSideBySide: 8,
  /** Of a batch: worker, choice, end, and one for its start, which nobody documents. */
  transitionsOfBatch: 4,
  /** GB of memory, from serverless.yml. */
  sweepMemory: 0.5,
  /** Rounds of calls, one after another, of an account-region without images and of one with 62: measured (npm run bench -- places). */
  roundsOfEmpty: 25,
  roundsOfSwept: 32,
  /** Seconds of a round: most go to DynamoDB beside it, some to another region. Assumed. */
  secondsOfRound: 0.06,
  /** Seconds of computing of a batch at 0.29 of a CPU: 0.4 s of it without images, some 1.4 s with 62 in each (node bench/worker-memory.ts). */
  computingOfEmpty: 1.5,
  computingOfSwept: 5,
  /** DynamoDB's units of a day's sweep of an account-region, and of each image in it: measured by the same command; an image is written once in seven days. */
  readsOfPlace: 15.6,
  writesOfPlace: 6.1,
  readsOfImage: 1.3,
  /** Days from one question for AWS's own counts to the next, without images. */
  daysOfOwnCount: 7,
  /** KB of logs of an account-region with images: measured as well; of others nothing is logged. */
  logsOfPlace: 0.6,
  /** Units that coverage reads of an account-region, every hour: its two items take a unit each to write, so they are 2 KB at most. */
  readsOfCoverage: 0.5,
  looksOfCoverage: 720,
  /** Those looks, and a walk every half hour; GB and seconds of each: an organisation of 1,000 accounts is walked at five calls a second. */
  looksAndWalks: 2_160,
  lookMemory: 0.5,
  secondsOfLook: 15,
  /** Each image's launch permission is read, and the image written, once in seven days. */
  daysOfImage: 7,
  /** Metrics read to compare counts with AWS's own. */
  metricReadsOfPlace: 2,
  /** Names in docs/operate.md, times the functions that publish them, as if each came every hour. */
  ownMetrics: 36,
  /** Two of each of four quotas, and four of each of two account-regions that are near one: they come while a sweep goes on, and are paid for by the hour. */
  quotaMetrics: 16,
  hoursOfSweep: 2,
  /** DynamoDB asks for the key once in five minutes for each that uses a table. */
  keyUses: 100_000,
  gigabytesKept: 2,
} as const;
