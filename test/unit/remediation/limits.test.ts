import { describe, expect, it } from 'vitest';
import type { Action, Plan } from '../../../lib/model/plan.ts';
import { needsImageCount, takesOf } from '../../../lib/remediation/limits.ts';
import { PLACE, REF } from './samples.ts';

const action: Action = {
  action: 'disable',
  rule: 'age',
  writes: [{ kind: 'availability', to: 'disabled' }],
  findings: ['f'],
  limitPerHour: 5,
  limitPerHourInAll: 50,
};
const plan = (actions: readonly Action[], ref: Plan['ref'] = REF): Plan => ({
  id: 'p1',
  ref,
  policyHash: 'f'.repeat(64),
  observedAt: '2026-11-23T10:00:00.000Z',
  actions,
});
const unlimited: Action = {
  action: 'deprecate',
  rule: 'age',
  writes: [],
  findings: [],
  limitPerHour: null,
};
const none = { perHour: null, perAccountPerHour: null, perDayShareOfImages: null };

describe('what a plan takes from the limits', () => {
  it('is of each action its rule’s own, in its account and in all', () => {
    const one = { window: 'hour', count: 1, once: 'p1' };
    expect(takesOf(plan([action, unlimited]))).toEqual([
      { ...one, key: 'age#disable#222233334444', limit: 5, what: '5 an hour for disable' },
      { ...one, key: 'age#disable', limit: 50, what: '50 an hour for disable in all accounts' },
    ]);
    expect(takesOf(plan([{ ...action, limitPerHour: 0 }]))).toMatchObject([{ limit: 0 }, { limit: 50 }]);
  });

  it('is of the policy’s as many as it has actions', () => {
    const two = { window: 'hour', count: 2, once: 'p1' };
    const limits = { ...none, perHour: 20, perAccountPerHour: 4 };
    expect(takesOf(plan([unlimited, unlimited]), limits)).toEqual([
      { ...two, key: 'account#222233334444', limit: 4, what: '4 an hour for all changes in an account' },
      { ...two, key: 'all', limit: 20, what: '20 an hour for all changes in all accounts' },
    ]);
    expect(takesOf(plan([unlimited]), { ...none, perHour: 0 })).toMatchObject([{ key: 'all', limit: 0 }]);
  });

  it('is one image of those that may be changed in a day, each once', () => {
    expect(takesOf(plan([unlimited]), { ...none, perDayShareOfImages: 0.07 }, 100)).toEqual([
      {
        key: 'images#222233334444#eu-west-1',
        window: 'day',
        count: 1,
        limit: 7,
        once: 'ami-0123456789abcdef0',
        what: '7 a day for images of an account and region (7 % of 100)',
      },
    ]);
    expect(takesOf(plan([unlimited]), { ...none, perDayShareOfImages: 0.5 })).toMatchObject([
      { limit: 0, what: '0 a day for images of an account and region (50 % of 0)' },
    ]);
  });

  it('is nothing where there is no limit, and no image of what is none', () => {
    expect(takesOf(plan([unlimited]))).toEqual([]);
    expect(takesOf(plan([unlimited]), none)).toEqual([]);
    const shared = { ...none, perDayShareOfImages: 0.5 };
    expect(takesOf(plan([unlimited], PLACE), shared, 100)).toEqual([]);
    const counted = [
      needsImageCount(plan([]), shared),
      needsImageCount(plan([]), none),
      needsImageCount(plan([])),
      needsImageCount(plan([], PLACE), shared),
    ];
    expect(counted).toEqual([true, false, false, false]);
  });
});
