/** One price of AWS, in US East (N. Virginia), without a free tier. */
export interface Price {
  /** USD for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  readonly source: string;
  /** When it was last held against a page: year and month. */
  readonly asOf: string;
}

/** List prices. Nothing here is fetched: before a figure is relied on, look at the source. */
export const PRICES = {
  crossAccountEvent: {
    usd: 1,
    per: 1_000_000,
    unit: 'events put on a bus of another account',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    asOf: '2026-03',
  },
  customEvent: {
    usd: 1,
    per: 1_000_000,
    unit: 'events of our own',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
    asOf: '2026-03',
  },
  queue: {
    usd: 0.4,
    per: 1_000_000,
    unit: 'requests',
    source: 'https://aws.amazon.com/sqs/pricing/',
    asOf: '2026-03',
  },
  fifoQueue: {
    usd: 0.5,
    per: 1_000_000,
    unit: 'FIFO requests',
    source: 'https://aws.amazon.com/sqs/pricing/',
    asOf: '2026-03',
  },
  topic: {
    usd: 0.5,
    per: 1_000_000,
    unit: 'messages published',
    source: 'https://aws.amazon.com/sns/pricing/',
    asOf: '2026-03',
  },
  call: {
    usd: 0.2,
    per: 1_000_000,
    unit: 'calls of a function',
    source: 'https://aws.amazon.com/lambda/pricing/',
    asOf: '2026-03',
  },
  memory: {
    usd: 13.3334,
    per: 1_000_000,
    unit: 'GB-seconds (arm64)',
    source: 'https://aws.amazon.com/lambda/pricing/',
    asOf: '2026-03',
  },
  write: {
    usd: 0.625,
    per: 1_000_000,
    unit: 'write request units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    asOf: '2025-07',
  },
  read: {
    usd: 0.125,
    per: 1_000_000,
    unit: 'read request units',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    asOf: '2025-07',
  },
  objectRead: {
    usd: 0.4,
    per: 1_000_000,
    unit: 'objects read',
    source: 'https://aws.amazon.com/s3/pricing/',
    asOf: '2026-03',
  },
  storage: {
    usd: 0.25 + 0.2,
    per: 1,
    unit: 'GB-months, with point-in-time recovery',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    asOf: '2025-07',
  },
  logs: {
    usd: 0.5,
    per: 1,
    unit: 'GB of logs taken in',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    asOf: '2026-06',
  },
  metric: {
    usd: 0.3,
    per: 1,
    unit: 'metrics of our own',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    asOf: '2026-06',
  },
  alarm: {
    usd: 0.1,
    per: 1,
    unit: 'metrics under an alarm',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    asOf: '2026-06',
  },
  dashboard: {
    usd: 3,
    per: 1,
    unit: 'dashboards',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    asOf: '2026-06',
  },
  metricRead: {
    usd: 0.01,
    per: 1_000,
    unit: 'metrics read (GetMetricData)',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    asOf: '2026-06',
  },
  transition: {
    usd: 0.025,
    per: 1_000,
    unit: 'state transitions',
    source: 'https://aws.amazon.com/step-functions/pricing/',
    asOf: '2026-03',
  },
  key: {
    usd: 1,
    per: 1,
    unit: 'customer keys',
    source: 'https://aws.amazon.com/kms/pricing/',
    asOf: '2026-03',
  },
  keyUse: {
    usd: 0.03,
    per: 10_000,
    unit: 'requests to KMS',
    source: 'https://aws.amazon.com/kms/pricing/',
    asOf: '2026-03',
  },
} as const satisfies Readonly<Record<string, Price>>;

export type PriceName = keyof typeof PRICES;
