import { describe, expect, it } from 'vitest';
import type { QuotaUsage } from '../../../lib/model/facts.ts';
import type { ParametersOf } from '../../../lib/model/parameters.ts';
import { judgeUsage } from '../../../lib/policy/quota-usage.ts';
import { quotaWatch } from '../../../lib/policy/quota-watch.ts';
import { compilePolicy } from '../../../lib/policy/source/compile-policy.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const AMIS: Pick<ParametersOf<'quota'>, 'watch' | 'forecast'> = {
  watch: { amis: { warn: 70, critical: 90 } },
  forecast: { window: 30 * 86_400, horizon: 10 * 86_400 },
};

/** The levels that fail for so many AMIs of 1,000, when these are open. */
const levels = (used: number, open: readonly string[], over: Partial<QuotaUsage> = {}): readonly string[] =>
  judgeUsage({ quota: 'amis', used, limit: 1_000, reachesAt: null, ...over }, AMIS, NOW, (detail) =>
    open.includes(detail.kind === 'quota' ? detail.level : ''),
  ).flatMap(({ detail }) => (detail.kind === 'quota' ? [detail.level] : []));

describe('a quota near its threshold', () => {
  it('opens at the threshold, and closes 2 % of the limit below it', () => {
    expect(levels(699, [])).toEqual([]);
    expect(levels(700, [])).toEqual(['warn']);
    expect(levels(699, ['warn'])).toEqual(['warn']);
    expect(levels(680, ['warn'])).toEqual(['warn']);
    expect(levels(679, ['warn'])).toEqual([]);
  });

  it('stays critical for as long as that, and is a warning after it', () => {
    expect(levels(900, ['warn'])).toEqual(['critical']);
    expect(levels(885, ['critical'])).toEqual(['critical']);
    expect(levels(885, ['warn'])).toEqual(['warn']);
    expect(levels(879, ['critical'])).toEqual(['warn']);
  });

  it('holds a forecast that is open for a quarter of its horizon more', () => {
    const on = (day: string) => ({ reachesAt: `2026-06-${day}T00:00:00.000Z` });
    expect(levels(100, [], on('11'))).toEqual(['warn']);
    expect(levels(100, [], on('12'))).toEqual([]);
    expect(levels(100, ['warn'], on('13'))).toEqual(['warn']);
    expect(levels(100, ['warn'], on('14'))).toEqual([]);
  });

  it('says when the limit is met, and how far that may be off', () => {
    const reason = (to: string | null) =>
      judgeUsage(
        {
          quota: 'amis',
          used: 100,
          limit: 1_000,
          reachesAt: '2026-06-10T06:00:00.000Z',
          reachesBetween: { from: '2026-06-07T00:00:00.000Z', to },
        },
        AMIS,
        NOW,
        () => false,
      )[0]?.reason;
    expect(reason('2026-06-21T00:00:00.000Z')).toBe(
      '100 of 1000 amis are used, and the trend meets the limit in 9 days (6 to 20).',
    );
    expect(reason(null)).toBe(
      '100 of 1000 amis are used, and the trend meets the limit in 9 days (6 or later).',
    );
  });
});

describe('what a policy watches of quotas', () => {
  const watched = (text: string) => {
    const compiled = compilePolicy([{ name: 'p.yaml', text }], NOW);
    if (!compiled.ok) throw new Error(compiled.problems.join('\n'));
    return quotaWatch(compiled.bundle);
  };

  it('is what any rule or override says, wherever it holds', () => {
    expect(
      watched(`
version: 1
name: q
rules:
  quota:
    watch: { amis: { warn: 70%, critical: 90% } }
    forecast: { window: 30d, horizon: 14d }
  tight: { kind: quota, watch: { amis: { warn: 50%, critical: 90% }, ami-shares: { warn: 80%, critical: 95% } }, forecast: { window: 60d, horizon: 7d } }
overrides:
  - match: { accounts: ['222233334444'] }
    rules: { quota: { watch: { snapshots: { warn: 10%, critical: 20% } } } }
`),
    ).toEqual({
      thresholds: {
        amis: [50, 70, 90],
        'public-amis': [60, 80],
        'ami-shares': [80, 95],
        snapshots: [10, 20],
      },
      window: 60 * 86_400,
    });
  });

  it('is nothing without a rule', () => {
    expect(watched('version: 1\nname: q\nrules:\n  public-sharing: {}\n')).toEqual({
      thresholds: {},
      window: null,
    });
  });
});
