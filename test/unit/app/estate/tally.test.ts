import { expect, test } from 'vitest';
import { isAtLeast, newTally } from '../../../../lib/app/estate/tally.ts';
import type { Evaluation, Finding, Verdict } from '../../../../lib/model/finding.ts';
import { AccountId, ImageId, Region } from '../../../../lib/model/ids.ts';
import type { Severity } from '../../../../lib/model/words.ts';

const refOf = (n: number) => ({
  account: AccountId.parse('111122223333'),
  region: Region.parse('us-east-1'),
  image: ImageId.parse(`ami-0000000000000000${String(n)}`),
});

const found = (
  n: number,
  rule: string,
  severity: Severity,
  standing: 'open' | 'waived' | 'error' = 'open',
): Finding => ({
  id: `${rule}-${String(n)}`,
  rule,
  ref: refOf(n),
  imageName: null,
  detail:
    standing === 'error'
      ? { kind: 'unreadable', datum: 'launchPermission', code: 'AuthFailure' }
      : { kind: 'principal', principal: { kind: 'public' } },
  severity,
  mode: 'audit',
  graceUntil: null,
  waiver: standing === 'waived' ? 'W-1' : null,
  reason: `${rule} fails.`,
  remediation: null,
  policyHash: '0',
  observedAt: '2026-03-01T10:00:00.000Z',
});

const evaluation = (
  n: number,
  findings: readonly Finding[],
  verdicts: readonly (readonly [string, Verdict['verdict']])[],
): Evaluation => ({
  ref: refOf(n),
  policyHash: '0',
  at: '2026-03-01T10:00:00.000Z',
  verdicts: verdicts.map(([rule, verdict]) => ({
    rule,
    verdict,
    mode: 'audit',
    severity: 'low',
    reason: '',
    until: null,
  })),
  findings,
});

test('counts by rule and severity, waived and unjudged ones apart; the worst come first, whatever came when', () => {
  const tally = newTally(['sharing', 'encryption', 'quota']);
  tally.take(
    evaluation(
      1,
      [found(1, 'encryption', 'medium')],
      [
        ['sharing', 'pass'],
        ['encryption', 'fail'],
      ],
    ),
  );
  tally.take(
    evaluation(
      2,
      [found(2, 'sharing', 'critical'), found(2, 'encryption', 'medium', 'waived')],
      [
        ['sharing', 'fail'],
        ['encryption', 'waived'],
      ],
    ),
  );
  tally.take(
    evaluation(
      3,
      [found(3, 'sharing', 'critical', 'error')],
      [
        ['sharing', 'error'],
        ['encryption', 'skip'],
      ],
    ),
  );
  expect(tally.rules()).toEqual([
    { rule: 'sharing', open: { critical: 1, high: 0, medium: 0, low: 0 }, waived: 0, errors: 1, judged: 3 },
    {
      rule: 'encryption',
      open: { critical: 0, high: 0, medium: 1, low: 0 },
      waived: 1,
      errors: 0,
      judged: 2,
    },
    { rule: 'quota', open: { critical: 0, high: 0, medium: 0, low: 0 }, waived: 0, errors: 0, judged: 0 },
  ]);
  expect(tally.rows().map(({ id, standing }) => `${id} ${standing}`)).toEqual([
    'sharing-2 open',
    'encryption-1 open',
    'sharing-3 error',
    'encryption-2 waived',
  ]);
});

test('what is told of a subject again takes the place of what was told before', () => {
  const tally = newTally(['sharing']);
  tally.take(evaluation(1, [found(1, 'sharing', 'high')], [['sharing', 'fail']]));
  tally.take(evaluation(1, [], [['sharing', 'pass']]));
  expect(tally.rows()).toEqual([]);
});

test('a severity is at least itself and all that are less', () => {
  const least = (['critical', 'high', 'medium', 'low'] as const).filter((one) => isAtLeast('high', one));
  expect(least).toEqual(['high', 'medium', 'low']);
});
