import type { WriteKind } from './write-kind.ts';

/** A report of other accounts' use of an image: CreateImageUsageReport. AWS deletes it after 30 days; there is nothing to take back. */
export const usageReport: WriteKind<'usage-report'> = {
  kind: 'usage-report',
  iamActions: [
    'ec2:CreateImageUsageReport',
    'ec2:DescribeImageUsageReportEntries',
    'ec2:DescribeImageUsageReports',
  ],
  pace: { burst: 50, perSecond: 5 },
  reads: () => ['usage'],
  rest: (write, { usageAskedAt: asked }) => (isRecent(asked, write.since) ? null : write),
  effect: ({ since }, before) =>
    isRecent(before.usageAskedAt, since) ? before : { ...before, usageAskedAt: since },
  invert: () => [],
  narrow: (write) => write,
};

const isRecent = (asked: string | null | undefined, since: string): boolean =>
  typeof asked === 'string' && Date.parse(asked) >= Date.parse(since);
