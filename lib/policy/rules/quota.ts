import * as z from 'zod/mini';
import { missing } from '../failures.ts';
import { secondsShape } from '../parameter-shapes.ts';
import { judgeUsage } from '../quota-usage.ts';
import { defineRule, type RuleDefinition } from '../rule.ts';

const percent = z.number().check(z.minimum(1), z.maximum(100));
const thresholds = z.exactOptional(z.strictObject({ warn: percent, critical: percent }));

const common = {
  id: 'quota',
  why: 'At a quota, pipelines stop: no new image, no public one, no share; and a larger one takes AWS days.',
  holds: 'The quotas are far from used up.',
  awsFact:
    'AMIs L-B665C33B (50,000), public AMIs L-0E3CBAB9 (5), shares of an AMI L-70015FFA (1,000: accounts, organisations and units each count one, public does not), snapshots L-309BACF6 (100,000); applied values from Service Quotas.',
  severity: 'medium',
  parameters: z.strictObject({
    kind: z.literal('quota'),
    watch: z.strictObject({
      amis: thresholds,
      'public-amis': thresholds,
      'ami-shares': thresholds,
      snapshots: thresholds,
    }),
    forecast: z.nullable(z.strictObject({ window: secondsShape, horizon: secondsShape })),
  }),
  defaults: {
    kind: 'quota',
    watch: {
      amis: { warn: 70, critical: 90 },
      'public-amis': { warn: 60, critical: 80 },
      'ami-shares': { warn: 80, critical: 95 },
    },
    forecast: null,
  },
  remediations: ['request-quota-increase'],
  remediation: null,
} as const satisfies Partial<RuleDefinition<'quota', never>>;

const OF_ACCOUNTS = ['amis', 'public-amis', 'snapshots'] as const;

/** Fails for each quota of an account in a region whose use, or its trend, is past a threshold. A quota that is not told is unreadable. */
export const quota = defineRule({
  ...common,
  subject: 'account-region',
  reads: [],
  optionalReads: ['quotas'],
  asksFor: ({ watch }) => (OF_ACCOUNTS.some((name) => watch[name] !== undefined) ? ['quotas'] : []),
  check: (parameters, { quotas }, { now, isOpen }) => ({
    kind: 'judged',
    failures: OF_ACCOUNTS.filter(
      (name) => quotas !== undefined && parameters.watch[name] !== undefined,
    ).flatMap((name) => {
      const usage = quotas?.find((candidate) => candidate.quota === name);
      return usage === undefined
        ? [missing(`the use of the quota ${name}`)]
        : judgeUsage(usage, parameters, now, isOpen);
    }),
  }),
});

/** Fails for an image that is shared with almost as many as it may be: accounts, organisations and units count one each. */
export const shareQuota = defineRule({
  ...common,
  subject: 'image',
  reads: [],
  optionalReads: ['launchPermission', 'shareQuota'],
  asksFor: ({ watch }) => (watch['ami-shares'] === undefined ? [] : ['launchPermission', 'shareQuota']),
  check: (parameters, { launchPermission, shareQuota: limit }, { now, isOpen }) => {
    if (launchPermission === undefined || limit === undefined) return { kind: 'judged', failures: [] };
    const used = launchPermission.filter(({ kind }) => kind !== 'public').length;
    const usage = { quota: 'ami-shares', used, limit, reachesAt: null } as const;
    return { kind: 'judged', failures: judgeUsage(usage, parameters, now, isOpen) };
  },
});
