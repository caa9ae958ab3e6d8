import { describe, expect, test } from 'vitest';
import { bundleJson } from '../../../lib/policy/bundle.ts';
import { loadBundle } from '../../../lib/policy/load-bundle.ts';
import { policyOf, problemsOf } from './policy-of.ts';

const withLimits = (limits: string): string => `version: 1\nlimits: ${limits}\nrules: { public-sharing: {} }`;

describe('limits of the policy', () => {
  test.each([
    [
      '{ perHour: 200, perAccountPerHour: 50, perDayShareOfImages: 2% }',
      { perHour: 200, perAccountPerHour: 50, perDayShareOfImages: 0.02 },
    ],
    ['{ perHour: 1 }', { perHour: 1, perAccountPerHour: null, perDayShareOfImages: null }],
    ['{ perDayShareOfImages: 0.5% }', { perHour: null, perAccountPerHour: null, perDayShareOfImages: 0.005 }],
    ['{ perDayShareOfImages: 7% }', { perHour: null, perAccountPerHour: null, perDayShareOfImages: 0.07 }],
    ['{ perDayShareOfImages: 100% }', { perHour: null, perAccountPerHour: null, perDayShareOfImages: 1 }],
  ])('%s', (written, limits) => {
    const policy = policyOf(withLimits(written));
    expect(policy.limits).toEqual(limits);
    expect(loadBundle(bundleJson(policy))).toMatchObject({ ok: true, bundle: { limits } });
  });

  test('a policy without them has none, and the hash that it had', () => {
    const policy = policyOf('version: 1\nrules: { public-sharing: {} }');
    expect('limits' in policy).toBe(false);
    expect(policyOf(withLimits('{ perHour: 1 }')).hash).not.toBe(policyOf(withLimits('{ perHour: 2 }')).hash);
  });

  test.each([
    ['{ perHour: 0 }', 'expected at least 1 an hour'],
    ['{ perHour: 1.5 }', 'expected a whole number of changes an hour'],
    ['{ perAccountPerHour: 1000001 }', 'expected at most 1000000 an hour'],
    ['{ perDayShareOfImages: 0% }', 'expected more than 0%'],
    ['{ perDayShareOfImages: 0.00% }', 'expected more than 0%'],
    ['{ perDayShareOfImages: 101% }', 'expected a share such as 2% or 0.5%'],
    ['{ perDayShareOfImages: 2 }', 'expected a share such as 2% or 0.5%'],
    ['{ perDay: 2 }', 'perDay'],
  ])('%s is refused', (written, problem) => {
    expect(problemsOf(withLimits(written)).join('\n')).toContain(problem);
  });

  test('a rule may have one in all accounts beside the one in each, and an override changes them one by one', () => {
    const policy = policyOf(`version: 1
rules: { sharing: { remediate: { limit: { perHour: 5, perHourInAll: 40 } } } }
overrides: [{ match: { regions: [eu-west-1] }, rules: { sharing: { remediate: { limit: { perHourInAll: 8 } } } } }]`);
    expect(policy.rules[0]?.remediation).toMatchObject({ limitPerHour: 5, limitPerHourInAll: 40 });
    expect(policy.overrides[0]?.rules[0]?.remediation).toEqual({ limitPerHourInAll: 8 });
  });
});
