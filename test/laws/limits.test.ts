import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, Plan } from '../../lib/model/plan.ts';
import type { Limits } from '../../lib/model/policy.ts';
import { ImageId } from '../../lib/model/ids.ts';
import { mostImages, takesOf, type Take } from '../../lib/remediation/limits.ts';
import { REF } from './random-image.ts';

const RULES = ['public-sharing', 'sharing', 'encryption'] as const;

const limit = fc.option(fc.integer({ min: 0, max: 12 }), { nil: null });
const limits: fc.Arbitrary<Limits> = fc.record({
  perHour: limit,
  perAccountPerHour: limit,
  perDayShareOfImages: fc.option(fc.double({ min: 0.001, max: 1, noNaN: true }), { nil: null }),
});

const plan: fc.Arbitrary<Plan> = fc
  .record({
    id: fc.integer({ min: 0, max: 40 }).map((n) => n.toString(16).padStart(16, '0')),
    image: fc.integer({ min: 1, max: 9 }),
    rules: fc.subarray([...RULES], { minLength: 1 }),
    own: limit,
    inAll: limit,
  })
  .map(({ id, image, rules, own, inAll }) => ({
    id: `${id.slice(1)}${String(image)}`,
    ref: { ...REF, image: ImageId.parse(`ami-0000000000000000${String(image)}`) },
    policyHash: 'f'.repeat(64),
    observedAt: '2026-11-23T10:00:00.000Z',
    actions: rules.map((rule): Action => ({
      action: 'disable',
      rule,
      writes: [{ kind: 'availability', to: 'disabled' }],
      findings: [`finding-${rule}`],
      limitPerHour: own,
      ...(inAll === null ? {} : { limitPerHourInAll: inAll }),
    })),
  }));

/** How limits are counted, as simply as it can be said. */
class Counter {
  readonly used = new Map<string, number>();
  private readonly counted = new Set<string>();

  copy(): Counter {
    const other = new Counter();
    for (const [key, used] of this.used) other.used.set(key, used);
    for (const once of this.counted) other.counted.add(once);
    return other;
  }

  take(takes: readonly Take[]): boolean {
    const due = takes.filter(({ key, once }) => !this.counted.has(`${key} ${once}`));
    if (due.some(({ key, count, limit: most }) => (this.used.get(key) ?? 0) + count > most)) return false;
    for (const { key, once, count } of due) {
      this.counted.add(`${key} ${once}`);
      this.used.set(key, (this.used.get(key) ?? 0) + count);
    }
    return true;
  }
}

/** Limits of which none is higher. */
const lowered = (of: Limits, by: number): Limits => {
  const lower = (value: number | null): number | null =>
    value === null ? (by % 2 === 0 ? null : by) : Math.max(0, value - by);
  return {
    perHour: lower(of.perHour),
    perAccountPerHour: lower(of.perAccountPerHour),
    perDayShareOfImages: of.perDayShareOfImages === null ? null : of.perDayShareOfImages / (1 + by),
  };
};

describe('limits', () => {
  test('are monotone: what a lower one lets through, a higher one does, whatever was counted before', () => {
    fc.assert(
      fc.property(
        fc.array(plan, { maxLength: 12 }),
        plan,
        limits,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 3000 }),
        (before, next, high, by, images) => {
          const counter = new Counter();
          for (const one of before) counter.take(takesOf(one, high, images));
          const isLetThrough = counter.copy().take(takesOf(next, lowered(high, by), images));
          if (isLetThrough) expect(counter.copy().take(takesOf(next, high, images))).toBe(true);
        },
      ),
    );
  });

  test('let no window have more than it may, and a plan all or nothing of what it takes', () => {
    fc.assert(
      fc.property(
        fc.array(plan, { maxLength: 40 }),
        limits,
        fc.integer({ min: 0, max: 500 }),
        (plans, set, images) => {
          const counter = new Counter();
          for (const one of plans) {
            const takes = takesOf(one, set, images);
            const before = new Map(counter.used);
            if (!counter.take(takes)) expect(counter.used).toEqual(before);
          }
          if (set.perHour !== null) expect(counter.used.get('all') ?? 0).toBeLessThanOrEqual(set.perHour);
          if (set.perAccountPerHour !== null) {
            expect(counter.used.get('account#111122223333') ?? 0).toBeLessThanOrEqual(set.perAccountPerHour);
          }
          const ofImages = counter.used.get('images#111122223333#us-east-1') ?? 0;
          const most = set.perDayShareOfImages === null ? 0 : mostImages(set.perDayShareOfImages, images);
          expect(ofImages).toBeLessThanOrEqual(Math.min(9, most));
        },
      ),
    );
  });

  test('never count the same plan twice, however often it is delivered', () => {
    fc.assert(
      fc.property(plan, limits, fc.integer({ min: 1, max: 5 }), (one, set, times) => {
        const counter = new Counter();
        const first = counter.take(takesOf(one, set, 1000));
        const used = new Map(counter.used);
        for (let time = 0; time < times; time += 1) expect(counter.take(takesOf(one, set, 1000))).toBe(first);
        expect(counter.used).toEqual(used);
      }),
    );
  });

  test('what could not be counted has no room', () => {
    const set = { perHour: null, perAccountPerHour: null, perDayShareOfImages: 1 };
    const [sample] = fc.sample(plan, { numRuns: 1, seed: 3 });
    if (sample === undefined) throw new Error('there is a sample');
    expect(takesOf(sample, set).filter(({ key }) => key.startsWith('images#'))).toMatchObject([
      { count: 1, limit: 0 },
    ]);
  });
});

describe('a share of the images', () => {
  test.each([
    [0.02, 1000, 20],
    [0.02, 1049, 20],
    [0.02, 49, 1],
    [0.02, 0, 1],
    [0.07, 100, 7],
    [0.29, 100, 29],
    [1, 12, 12],
    [0.005, 50_000, 250],
  ])('%d of %d images is %d', (share, images, most) => {
    expect(mostImages(share, images)).toBe(most);
  });

  test('is never more than the share, but for the one that is always allowed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(60_000), (hundredths, images) => {
        const most = mostImages(hundredths / 10_000, images);
        expect(most <= 1 || most * 10_000 <= hundredths * images).toBe(true);
      }),
    );
  });
});
